"""Values taken apart into fields: which there are, which differ, and a value without some of them."""
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from minik.intake.ownership import paths
from minik.intake.ownership.paths import NONE, Path, Paths, Unkeyed
from minik.intake.ownership.shapes import LEAF, LIST, MAP, SET, STRUCT, UNTYPED, Shape


class Absent:
    """Nothing is there, not even null."""


ABSENT = Absent()


class Changes(NamedTuple):
    """What differs between two values."""

    added: Paths = NONE
    modified: Paths = NONE
    removed: Paths = NONE


def form(shape: Shape, *values: Any) -> str:
    """How values are taken apart: as their schema says, if that is what they are."""
    whole = [value for value in values if value is not ABSENT and value is not None]
    if shape.form in (STRUCT, MAP, UNTYPED):
        found = MAP if shape.form == UNTYPED else shape.form
        return found if whole and all(isinstance(value, dict) for value in whole) else LEAF
    if shape.form in (LIST, SET):
        return shape.form if whole and all(isinstance(value, list) for value in whole) else LEAF
    return LEAF


def fields(value: Any, shape: Shape) -> Paths:
    """Every field that a value names."""
    return frozenset(_fields(value, shape, ()))


def _fields(value: Any, shape: Shape, path: Path) -> Iterator[Path]:
    found = form(shape, value)
    if found == LEAF:
        if path:
            yield path
    elif found in (LIST, SET):
        for step, item in ((paths.item(item, shape), item) for item in value):
            yield (*path, step)
            yield from _fields(item, shape.items, (*path, step))
    else:
        for name, part in value.items():
            inner = (*path, paths.field(name))
            yield from _fields(part, shape.under(name), inner)
            if part is None or part == {} or name not in shape.fields:
                yield inner


def compared(old: Any, new: Any, shape: Shape) -> Changes:
    """What is in the new value alone, in both but differs, and in the old one alone."""
    found: dict[str, set[Path]] = defaultdict(set)
    for word, path in _compared(old, new, shape, ()):
        found[word].add(path)
    return Changes(**{word: frozenset(paths) for word, paths in found.items()})


def _compared(old: Any, new: Any, shape: Shape, path: Path) -> Iterator[tuple[str, Path]]:
    lone = "added" if old is ABSENT else "removed" if new is ABSENT else ""
    found = form(shape, old, new)
    parts = {} if found == LEAF else _pairs(old, new, shape, found)
    if lone and path:
        yield lone, path
    elif not parts and old != new and path:
        yield "modified", path
    for step, (before, after, inner) in parts.items():
        yield from _compared(before, after, inner, (*path, step))


def _pairs(old: Any, new: Any, shape: Shape, found: str) -> dict[str, tuple[Any, Any, Shape]]:
    """What stands at each step, before and after."""
    before, after = _members(old, shape, found), _members(new, shape, found)
    return {step: (before.get(step, ABSENT), after.get(step, ABSENT), shape.items if found in (LIST, SET) else shape.under(step[2:]))
            for step in {**before, **after}}


def _members(value: Any, shape: Shape, found: str) -> dict[str, Any]:
    """The parts of a value by the steps to them; items that share a step are one part, which is replaced whole."""
    if value is ABSENT or value is None:
        return {}
    if found not in (LIST, SET):
        return {paths.field(name): part for name, part in value.items()}
    groups: dict[str, list[Any]] = defaultdict(list)
    for item in value:
        groups[step(item, shape)].append(item)
    return {name: items[0] if len(items) == 1 else items for name, items in groups.items()}


def step(item: Any, shape: Shape) -> str:
    """The step to an item that is there already, whatever it is."""
    try:
        return paths.item(item, shape)
    except Unkeyed:
        return f"v:{item!r}"


def without(value: Any, gone: Paths, shape: Shape, path: Path = ()) -> Any:
    """A value less some of its fields, and all that lies below them; what has lost everything is null."""
    found = form(shape, value)
    if found == LEAF or not gone:
        return value
    if found in (LIST, SET):
        items = [(item, (*path, step(item, shape))) for item in value]
        kept = [without(item, gone, shape.items, inner) for item, inner in items if inner not in gone]
        return kept or (None if value else value)
    parts = {name: without(part, gone, shape.under(name), (*path, paths.field(name)))
             for name, part in value.items() if (*path, paths.field(name)) not in gone}
    return parts or (None if value else value)


def with_named(found: Iterable[Path], shape: Shape) -> Paths:
    """The paths, and the named fields on the way to them, which belong to whoever has something below."""
    return frozenset(inner for path in found for inner in _named(path, shape))


def _named(path: Path, shape: Shape) -> Iterator[Path]:
    yield path
    for place, step in enumerate(path[:-1], 1):
        if step.startswith("f:"):
            if step[2:] in shape.fields and shape.form == STRUCT:
                yield path[:place]
            shape = shape.under(step[2:])
        else:
            shape = shape.items
