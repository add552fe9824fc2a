"""Sort objects by one of their fields, for `--sort-by`.

Upstream rule: kubectl `pkg/cmd/get/sorter.go`.
"""

from collections.abc import Iterable, Sequence
from functools import cmp_to_key

from minik import light_re as re
from minik.light_typing import Any, TypeAlias
from minik.model import jsonpath
from minik.model.jsonpath_syntax import parse_template
from minik.model.object import Object
from minik.model.quantity import parse

NUMBER = re.compile(r"[+-]?[0-9.]+([a-zA-Z][a-zA-Z0-9+-]*)?")
PIECES = re.compile(r"0*([0-9]*)|[^0-9]")
Row: TypeAlias = tuple[Any, Object]


class Unsortable(ValueError):
    """No object has the field, or its values cannot be compared."""


def sort_objects(objects: Sequence[Object], path: str) -> list[Object]:
    """Return the objects sorted by the value at a path; objects without it come first.

    Raises BadPath for an invalid path, Unsortable when no object has the field or its values cannot
    be compared.
    """
    rows = list(_rows(objects, path))
    sortable = [(values[0], obj) for values, obj in rows if values]
    if rows and not sortable:
        raise Unsortable(f'couldn\'t find any field with path "{path}" in the list of objects')
    return [
        *reversed([obj for values, obj in rows if not values]),
        *(obj for _, obj in sorted(sortable, key=cmp_to_key(_compare_rows))),
    ]


def _rows(objects: Iterable[Object], path: str) -> Iterable[tuple[list[Any], Object]]:
    actions = parse_template(path)
    for obj in objects:
        groups = jsonpath.find_results(actions, obj)
        yield (groups[0] if groups else []), obj


def _compare_rows(left: Row, right: Row) -> int:
    return compare_values(left[0], right[0])


def compare_values(left: Any, right: Any) -> int:
    """Compare two values: negative if `left` sorts first, 0 if equal, positive otherwise.

    Numbers and quantities compare by amount, texts so that `a9` comes before `a10`.
    """
    if left is None or right is None:
        return (left is not None) - (right is not None)
    if type(left) is not type(right) or type(left) not in (str, int, float):
        raise Unsortable(f"unsortable type: {jsonpath.type_name(left)}")
    if isinstance(left, str):
        numbers = _parse_both(left, right)
        left, right = numbers or (natural_key(left), natural_key(right))
    return int(left > right) - int(left < right)


def _parse_both(left: str, right: str) -> tuple[Any, Any] | None:
    """Return both texts as quantities in nanos, or None unless both are quantities."""
    if not NUMBER.fullmatch(left) or not NUMBER.fullmatch(right):
        return None
    try:
        return parse(left).nano, parse(right).nano
    except ValueError:
        return None


def natural_key(text: str) -> list[tuple[int, int, str, int]]:
    """Return the sort key of a text in which digits compare as numbers."""
    return [_piece_key(match) for match in PIECES.finditer(text) if match[0]]


def _piece_key(match: re.Match[str]) -> tuple[int, int, str, int]:
    digits = match[1]
    return (
        (1, ord(match[0]), "", 0)
        if digits is None
        else (0, len(digits), digits, len(match[0]) - len(digits))
    )
