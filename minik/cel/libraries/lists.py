"""Lists: Kubernetes' functions, and those that cel-go has in its third version.

Upstream rule: Kubernetes `cel/library/lists.go`, cel-go `ext/lists.go`.
"""

from collections.abc import Callable, Iterator, Sequence

from minik.cel import macros
from minik.cel.declarations import (
    LARGEST,
    CallCost,
    CallParts,
    Library,
    Overload,
    Part,
    Range,
    function,
    method,
)
from minik.cel.frames import PER_LETTER
from minik.cel.libraries._costs import (
    allocated,
    allocated_track,
    elements,
    elements_track,
    first,
    is_text,
)
from minik.cel.libraries.arithmetic import unsigned, whole
from minik.cel.macros import MacroError
from minik.cel.times import checked_duration
from minik.cel.tree import Call, Fold, ListNode, Name, Node, Select
from minik.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    DYN,
    INT,
    STRING,
    TIMESTAMP,
    UINT,
    Type,
    list_of,
    parameter,
)
from minik.cel.values import LISTS, Duration, EvaluationError, equal, type_of
from minik.light_typing import Any

A, T = parameter("A"), parameter("T")
COMPARABLE = (INT, UINT, DOUBLE, BOOL, DURATION, TIMESTAMP, STRING, BYTES)
ELEMENTS = {"estimate": elements, "track": elements_track}
SUMMED: dict[Type, Callable[[Sequence[Any]], Any]] = {
    INT: lambda items: _total(items, 0, lambda a, b: whole(a + b)),
    UINT: lambda items: _total(items, unsigned(0), lambda a, b: unsigned(int(a) + int(b))),
    DOUBLE: lambda items: _total(items, 0.0, lambda a, b: a + b),
    DURATION: lambda items: _total(
        items, Duration(0), lambda a, b: checked_duration(a.nanoseconds + b.nanoseconds)
    ),
}


def _total(items: Sequence[Any], start: Any, add: Callable[[Any, Any], Any]) -> Any:
    for item in items:
        start = add(start, item)
    return start


def is_sorted(items: Sequence[Any]) -> bool:
    keys = list(map(sort_key, items))
    return all(before <= after for before, after in zip(keys, keys[1:]))


def sort_key(item: Any) -> Any:
    """Return what an item is ordered by: moments by their time, wherever they were written."""
    return getattr(item, "nanoseconds", item)


def greatest(items: Sequence[Any]) -> Any:
    if not items:
        raise EvaluationError("max called on empty list")
    return max(items, key=sort_key)


def least(items: Sequence[Any]) -> Any:
    if not items:
        raise EvaluationError("min called on empty list")
    return min(items, key=sort_key)


def index_of(items: Sequence[Any], wanted: Any) -> int:
    return next((index for index, item in enumerate(items) if equal(item, wanted)), -1)


def last_index_of(items: Sequence[Any], wanted: Any) -> int:
    backwards = range(len(items) - 1, -1, -1)
    return next((index for index in backwards if equal(items[index], wanted)), -1)


def part_of(items: Sequence[Any], begin: int, end: int) -> list[Any]:
    """Return the elements from one place up to another; raise EvaluationError."""
    if begin < 0 or end < 0:
        raise EvaluationError(f"cannot slice({begin}, {end}), negative indexes not supported")
    if begin > end:
        raise EvaluationError(
            f"cannot slice({begin}, {end}), start index must be less than or equal to end index"
        )
    if len(items) < end:
        raise EvaluationError(f"cannot slice({begin}, {end}), list is length {len(items)}")
    return list(items[begin:end])


def flat(items: Sequence[Any], depth: int = 1) -> list[Any]:
    if depth < 0:
        raise EvaluationError("level must be non-negative")
    return list(_flattened(items, depth))


def _flattened(items: Sequence[Any], depth: int) -> Iterator[Any]:
    for item in items:
        if depth and item.__class__ in LISTS:
            yield from _flattened(item, depth - 1)
        else:
            yield item


def sort_by_keys(items: Sequence[Any], keys: Sequence[Any]) -> list[Any]:
    if len({type_of(key) for key in keys}) > 1:
        raise EvaluationError("list elements must have the same type")
    order = sorted(range(len(items)), key=lambda index: sort_key(keys[index]))
    return [items[index] for index in order]


def distinct(items: Sequence[Any]) -> list[Any]:
    found = list[Any]()
    for item in items:
        if not any(equal(item, other) for other in found):
            found.append(item)
    return found


def sort_by(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    """Return the sort by the keys that an expression gives for each element."""
    assert target is not None
    if not isinstance(target, (ListNode, Select, Name, Fold, Call)):
        raise MacroError(
            target.at,
            "sortBy can only be applied to a list, identifier, comprehension, call or select expression",
        )
    name = "@__sortBy_input__"
    keys = macros.make_map(at, Name(at, name), arguments)
    sort = Call(at, "@sortByAssociatedKeys", [keys], Name(at, name))
    return macros.bind(at, name, target, sort)


def _slice_cost(parts: CallParts) -> CallCost:
    size = parts.size_of(first(parts))
    begin, end = parts.arguments
    length = (_number(end.value, size.most) - _number(begin.value, 0)) % 2**64
    return allocated(1, Range(length, length))


def _number(value: Any, otherwise: int) -> int:
    """Return a number that stands in the text, or what stands for one that does not."""
    return max(value, 0) if value.__class__ is int else otherwise


def _range_cost(parts: CallParts) -> CallCost:
    size = _number(parts.arguments[0].value, LARGEST)
    return allocated(1, Range(size, size))


def _whole_cost(parts: CallParts) -> CallCost:
    return allocated(1, parts.size_of(first(parts)))


def _flatten_cost(parts: CallParts) -> CallCost:
    depth = _number(parts.arguments[0].value, LARGEST) if parts.arguments else 1
    return allocated(float(depth), parts.size_of(first(parts)))


def _square_cost(
    factor: float, which: Callable[[CallParts], Any]
) -> Callable[[CallParts], CallCost]:
    def estimate(parts: CallParts) -> CallCost:
        size = parts.size_of(which(parts))
        return allocated(factor, size.times(size))

    return estimate


def _square_track(index: int) -> Callable[[Sequence[Any], Any], int]:
    def track(values: Sequence[Any], result: Any) -> int:
        items = values[index]
        factor = 2 + PER_LETTER * bool(items and is_text(type_of(items[0])))
        return allocated_track(factor, len(items) ** 2)

    return track


def _result_track(values: Sequence[Any], result: Any) -> int:
    return allocated_track(1, len(result))


def sort(items: Sequence[Any]) -> list[Any]:
    return sort_by_keys(items, items)


def _first_argument(parts: CallParts) -> Part:
    return parts.arguments[0]


def _sorts(name: str, *, by_keys: bool) -> Iterator[Overload]:
    which: Callable[[CallParts], Part] = _first_argument if by_keys else first
    for kind in COMPARABLE:
        keys = list_of(kind)
        yield method(
            f"list_{kind.name}_{name}",
            (list_of(T), keys) if by_keys else (keys,),
            list_of(T) if by_keys else keys,
            sort_by_keys if by_keys else sort,
            estimate=_square_cost(2 + PER_LETTER * is_text(kind), which),
            track=_square_track(1 if by_keys else 0),
        )


WHOLE = {"estimate": _whole_cost, "track": _result_track}
FLATTEN = {
    "estimate": _flatten_cost,
    "track": lambda values, result: allocated_track(
        values[1] if len(values) > 1 else 1, len(values[0])
    ),
}
LIBRARY = Library(
    functions={
        "isSorted": [
            method(f"list_{kind}_is_sorted", (list_of(kind),), BOOL, is_sorted, **ELEMENTS)
            for kind in COMPARABLE
        ],
        "sum": [
            method(f"list_{kind}_sum", (list_of(kind),), kind, add, **ELEMENTS)
            for kind, add in SUMMED.items()
        ],
        "max": [
            method(f"list_{kind}_max", (list_of(kind),), kind, greatest, **ELEMENTS)
            for kind in COMPARABLE
        ],
        "min": [
            method(f"list_{kind}_min", (list_of(kind),), kind, least, **ELEMENTS)
            for kind in COMPARABLE
        ],
        "indexOf": [method("list_a_index_of_int", (list_of(A), A), INT, index_of, **ELEMENTS)],
        "lastIndexOf": [
            method("list_a_last_index_of_int", (list_of(A), A), INT, last_index_of, **ELEMENTS)
        ],
        "slice": [
            method(
                "list_slice",
                (list_of(T), INT, INT),
                list_of(T),
                part_of,
                estimate=_slice_cost,
                track=_result_track,
            )
        ],
        "flatten": [
            method("list_flatten", (list_of(list_of(T)),), list_of(T), flat, **FLATTEN),
            method("list_flatten_int", (list_of(DYN), INT), list_of(DYN), flat, **FLATTEN),
        ],
        "sort": list(_sorts("sort", by_keys=False)),
        "@sortByAssociatedKeys": list(_sorts("sortByAssociatedKeys", by_keys=True)),
        "lists.range": [
            function(
                "lists_range",
                (INT,),
                list_of(INT),
                lambda count: list(range(count)),
                estimate=_range_cost,
                track=_result_track,
            )
        ],
        "reverse": [
            method("list_reverse", (list_of(T),), list_of(T), lambda items: items[::-1], **WHOLE)
        ],
        "distinct": [
            method(
                "list_distinct",
                (list_of(T),),
                list_of(T),
                distinct,
                estimate=_square_cost(2, first),
                track=_square_track(0),
            )
        ],
    },
    macros={("sortBy", 2, True): sort_by},
)
