"""Orders and indexes of objects after a few changes: mended where these are, not made anew."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence

from minik.light_typing import Any, TypeAlias
from minik.model import layers
from minik.model.object import Object, path_of

Index: TypeAlias = Mapping[Any, list[Object]]
Pair: TypeAlias = tuple[str, Object | None, Object | None]  # a path, the object before and after


def exchange(order: list[Object], path: str, old: Object | None, new: Object | None) -> bool:
    """Put an object into the place of another of the same path, in a list by paths; return False where
    the list is not as it should be.
    """
    if old is None and new is None:
        return True
    place = bisect_left(order, path, key=path_of)
    if old is None:
        order.insert(place, new or {})
        return new is not None and path_of(new) == path
    if place == len(order) or order[place] is not old:
        return False
    order[place : place + 1] = [] if new is None else [new]
    return new is None or path_of(new) == path


def mended(
    index: Index, keys_of: Callable[[Object], Iterable[Any]], pairs: Sequence[Pair]
) -> Index | None:
    """Return an index after changes; None where it must be made anew."""
    groups: dict[Any, list[Object]] = {}  # that differ
    for path, old, new in pairs:
        before = [] if old is None else list(keys_of(old))
        after = [] if new is None else list(keys_of(new))
        for key in dict.fromkeys((*before, *after)):
            if before.count(key) > 1 or after.count(key) > 1:
                return None
            if key not in groups:
                groups[key] = list(index.get(key, ()))
            was, becomes = (old if key in before else None), (new if key in after else None)
            if not exchange(groups[key], path, was, becomes):
                return None
    return layers.with_changes(index, {key: group or None for key, group in groups.items()})
