"""Split values into fields: list them, compare two values, remove some."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from minik.intake.ownership import paths
from minik.intake.ownership.paths import NONE, MissingKey, Path, Paths
from minik.intake.ownership.shapes import LEAF, LIST, MAP, SET, STRUCT, UNTYPED, Shape
from minik.light_typing import Any, NamedTuple


class Absent:
    """The type of ABSENT: no value, not even null."""


ABSENT = Absent()


class Changes(NamedTuple):
    """The fields that differ between two values."""

    added: Paths = NONE
    modified: Paths = NONE
    removed: Paths = NONE


def form(shape: Shape, *values: Any) -> str:
    """Return the form by which values are split: that of the schema if they fit it, else LEAF."""
    declared = shape.form
    if declared == LEAF:
        return LEAF
    wanted = list if declared in (LIST, SET) else dict
    fits = False
    for value in values:
        if value is not ABSENT and value is not None:
            if not isinstance(value, wanted):
                return LEAF
            fits = True
    return (MAP if declared == UNTYPED else declared) if fits else LEAF


def fields_of(value: Any, shape: Shape) -> Paths:
    """Return every field that a value sets."""
    return frozenset(_fields(value, shape, ()))


def _fields(value: Any, shape: Shape, path: Path) -> Iterator[Path]:
    value_form = form(shape, value)
    if value_form == LEAF:
        if path:
            yield path
    elif value_form in (LIST, SET):
        for step, item in ((paths.item_step(item, shape), item) for item in value):
            yield (*path, step)
            yield from _fields(item, shape.items, (*path, step))
    else:
        for name, part in value.items():
            inner = (*path, paths.field_step(name))
            yield from _fields(part, shape.member(name), inner)
            if part is None or part == {} or name not in shape.fields:
                yield inner


def compare(old: Any, new: Any, shape: Shape) -> Changes:
    """Return the fields that were added, modified and removed from old to new."""
    found: dict[str, list[Path]] = {"added": [], "modified": [], "removed": []}
    _gather(old, new, shape, (), found)
    return Changes(**{word: frozenset(paths) for word, paths in found.items()})


def _gather(old: Any, new: Any, shape: Shape, path: Path, found: dict[str, list[Path]]) -> None:
    """Find the fields that differ between two values that are not equal; what is equal is not looked
    into.
    """
    value_form = form(shape, old, new)
    is_listed = value_form in (LIST, SET)
    before, after = _members(old, shape, value_form), _members(new, shape, value_form)
    if path:
        if old is ABSENT or new is ABSENT:
            found["added" if old is ABSENT else "removed"].append(path)
        elif not before and not after:
            found["modified"].append(path)
    for name in {**before, **after}:
        earlier, later = before.get(name, ABSENT), after.get(name, ABSENT)
        if earlier != later:
            step = name if is_listed else paths.field_step(name)
            inner = shape.items if is_listed else shape.member(name)
            _gather(earlier, later, inner, (*path, step), found)


def _members(value: Any, shape: Shape, value_form: str) -> Mapping[str, Any]:
    """Return the parts of a value, by name or by step; duplicate items become one part, replaced as a
    whole.
    """
    if value is ABSENT or value is None or value_form == LEAF:
        return {}
    if value_form not in (LIST, SET):
        parts: Mapping[str, Any] = value
        return parts
    groups: dict[str, list[Any]] = defaultdict(list)
    for item in value:
        groups[live_item_step(item, shape)].append(item)
    return {name: items[0] if len(items) == 1 else items for name, items in groups.items()}


def live_item_step(item: Any, shape: Shape) -> str:
    """Return the step to a live item, even one without its keys."""
    try:
        return paths.item_step(item, shape)
    except MissingKey:
        return f"v:{item!r}"


def without_fields(value: Any, removed: Paths, shape: Shape, path: Path = ()) -> Any:
    """Remove fields and everything below them; a value that loses everything becomes None."""
    value_form = form(shape, value)
    if value_form == LEAF or not removed:
        return value
    if value_form in (LIST, SET):
        items = [(item, (*path, live_item_step(item, shape))) for item in value]
        remaining = [
            without_fields(item, removed, shape.items, inner)
            for item, inner in items
            if inner not in removed
        ]
        return remaining or (None if value else value)
    parts = {
        name: without_fields(part, removed, shape.member(name), (*path, paths.field_step(name)))
        for name, part in value.items()
        if (*path, paths.field_step(name)) not in removed
    }
    return parts or (None if value else value)


def with_parents(field_paths: Iterable[Path], shape: Shape) -> Paths:
    """Add the named fields above each path, which belong to the manager of the field below."""
    return frozenset(inner for path in field_paths for inner in _named_parents(path, shape))


def _named_parents(path: Path, shape: Shape) -> Iterator[Path]:
    yield path
    for place, step in enumerate(path[:-1], 1):
        if step.startswith("f:"):
            if step[2:] in shape.fields and shape.form == STRUCT:
                yield path[:place]
            shape = shape.member(step[2:])
        else:
            shape = shape.items
