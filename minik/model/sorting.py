"""Objects in the order of one of their fields, as `--sort-by` means it. Upstream rule: kubectl `pkg/cmd/get/sorter.go`."""
import re
from collections.abc import Iterable, Sequence
from functools import cmp_to_key
from typing import Any, TypeAlias

from minik.model import jsonpath
from minik.model.jsonpath_syntax import parsed
from minik.model.object import Object
from minik.model.quantity import parse

NUMBER = re.compile(r"[+-]?[0-9.]+([a-zA-Z][a-zA-Z0-9+-]*)?")
PIECES = re.compile(r"0*([0-9]*)|[^0-9]")
Row: TypeAlias = tuple[Any, Object]


class Unsortable(ValueError):
    """The objects cannot be put in this order."""


def ordered(found: Sequence[Object], path: str) -> list[Object]:
    """The objects in the order of what a path leads to; those that lack it first.

    Raises BadPath where the path is none, Unsortable where no object has the field or its values do not compare.
    """
    rows = list(_rows(found, path))
    here = [(values[0], obj) for values, obj in rows if values]
    if rows and not here:
        raise Unsortable(f'couldn\'t find any field with path "{path}" in the list of objects')
    return [*reversed([obj for values, obj in rows if not values]), *(obj for _, obj in sorted(here, key=cmp_to_key(_compared)))]


def _rows(found: Iterable[Object], path: str) -> Iterable[tuple[list[Any], Object]]:
    actions = parsed(path)
    for obj in found:
        groups = jsonpath.found(actions, obj)
        yield (groups[0] if groups else []), obj


def _compared(left: Row, right: Row) -> int:
    return compared(left[0], right[0])


def compared(left: Any, right: Any) -> int:
    """Negative where the left value comes first: numbers by size, quantities too, texts so that `a9` comes before `a10`."""
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if type(left) is not type(right) or type(left) not in (str, int, float):
        raise Unsortable(f"unsortable type: {jsonpath.type_name(left)}")
    if isinstance(left, str):
        numbers = _numbers(left, right)
        left, right = numbers or (natural(left), natural(right))
    return int(left > right) - int(left < right)


def _numbers(left: str, right: str) -> tuple[Any, Any] | None:
    """Both texts as quantities, if that is what both are."""
    if not NUMBER.fullmatch(left) or not NUMBER.fullmatch(right):
        return None
    try:
        return parse(left).nano, parse(right).nano
    except ValueError:
        return None


def natural(text: str) -> list[tuple[int, int, str, int]]:
    """What to compare of a text, so that its numbers count as numbers."""
    return [_piece(found) for found in PIECES.finditer(text) if found[0]]


def _piece(found: re.Match[str]) -> tuple[int, int, str, int]:
    digits = found[1]
    return (1, ord(found[0]), "", 0) if digits is None else (0, len(digits), digits, len(found[0]) - len(digits))

