"""Split values into fields: list them, compare two values, remove some."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

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
    present = [value for value in values if value is not ABSENT and value is not None]
    if shape.form in (STRUCT, MAP, UNTYPED):
        declared = MAP if shape.form == UNTYPED else shape.form
        return declared if present and all(isinstance(value, dict) for value in present) else LEAF
    if shape.form in (LIST, SET):
        return shape.form if present and all(isinstance(value, list) for value in present) else LEAF
    return LEAF


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
    groups: dict[str, set[Path]] = defaultdict(set)
    for word, path in _compare(old, new, shape, ()):
        groups[word].add(path)
    return Changes(**{word: frozenset(paths) for word, paths in groups.items()})


def _compare(old: Any, new: Any, shape: Shape, path: Path) -> Iterator[tuple[str, Path]]:
    lone = "added" if old is ABSENT else "removed" if new is ABSENT else ""
    value_form = form(shape, old, new)
    parts = {} if value_form == LEAF else _member_pairs(old, new, shape, value_form)
    if lone and path:
        yield lone, path
    elif not parts and old != new and path:
        yield "modified", path
    for step, (before, after, inner) in parts.items():
        yield from _compare(before, after, inner, (*path, step))


def _member_pairs(
    old: Any, new: Any, shape: Shape, value_form: str
) -> dict[str, tuple[Any, Any, Shape]]:
    """Map each step to the values before and after, and their shape."""
    before, after = _members(old, shape, value_form), _members(new, shape, value_form)
    return {
        step: (
            before.get(step, ABSENT),
            after.get(step, ABSENT),
            shape.items if value_form in (LIST, SET) else shape.member(step[2:]),
        )
        for step in {**before, **after}
    }


def _members(value: Any, shape: Shape, value_form: str) -> dict[str, Any]:
    """Map steps to the parts of a value; duplicate items become one part, replaced as a whole."""
    if value is ABSENT or value is None:
        return {}
    if value_form not in (LIST, SET):
        return {paths.field_step(name): part for name, part in value.items()}
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
