"""Lists taken for sets.

Upstream rule: cel-go `ext/sets.go`.
"""

from collections.abc import Callable, Sequence

from minik.cel.declarations import CallCost, CallParts, Library, Overload, Range, function
from minik.cel.types import BOOL, list_of, parameter
from minik.cel.values import contains as has
from minik.cel.values import cost_size
from minik.light_typing import Any

ITEMS = list_of(parameter("T"))


def contains(whole: list[Any], part: list[Any]) -> bool:
    return all(has(whole, item) for item in part)


def equivalent(left: list[Any], right: list[Any]) -> bool:
    return contains(left, right) and contains(right, left)


def intersects(left: list[Any], right: list[Any]) -> bool:
    return any(has(right, item) for item in left)


def _overload(name: str, evaluate: Callable[..., bool], factor: float) -> tuple[Overload, ...]:
    def estimate(parts: CallParts) -> CallCost:
        first, second = map(parts.size_of, parts.arguments)
        return CallCost(first.times(second).scaled(factor).plus(Range(1, 1)))

    def track(values: Sequence[Any], result: Any) -> int:
        return 1 + int(cost_size(values[0]) * cost_size(values[1]) * factor)

    name = f"list_sets_{name}_list"
    return (function(name, (ITEMS, ITEMS), BOOL, evaluate, estimate=estimate, track=track),)


LIBRARY = Library(
    {
        "sets.contains": _overload("contains", contains, 1),
        "sets.equivalent": _overload("equivalent", equivalent, 2),
        "sets.intersects": _overload("intersects", intersects, 1),
    }
)
