"""Sums, products and comparisons.

Upstream rule: cel-go `common/stdlib`, `common/types/overflow.go`.
"""

import math
import operator
from collections.abc import Callable, Sequence

from minik.cel.declarations import Library, Overload, function, scale
from minik.cel.frames import PER_LETTER
from minik.cel.times import checked_duration, checked_timestamp
from minik.cel.types import (
    BOOL,
    BYTES,
    DOUBLE,
    DURATION,
    INT,
    STRING,
    TIMESTAMP,
    UINT,
    Type,
    list_of,
    parameter,
)
from minik.cel.values import (
    LARGEST_INT,
    LARGEST_UINT,
    Duration,
    EvaluationError,
    MapList,
    SetList,
    Timestamp,
    Uint,
    contains,
    cost_size,
)
from minik.light_typing import Any

A = parameter("A")


def whole(value: int) -> int:
    if not -LARGEST_INT - 1 <= value <= LARGEST_INT:
        raise EvaluationError("integer overflow")
    return value


def unsigned(value: int) -> Uint:
    if not 0 <= value <= LARGEST_UINT:
        raise EvaluationError("unsigned integer overflow")
    return Uint(value)


def quotient(left: int, right: int) -> int:
    """Return a quotient without its fraction, as Go divides."""
    if not right:
        raise EvaluationError("division by zero")
    result = abs(left) // abs(right)
    return result if (left < 0) is (right < 0) else -result


def remainder(left: int, right: int) -> int:
    if not right:
        raise EvaluationError("modulus by zero")
    return int(math.copysign(1, left)) * (abs(left) % abs(right))


def divide(left: float, right: float) -> float:
    if right:
        return left / right
    if not left or left != left:
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def add_lists(left: list[Any], right: list[Any]) -> list[Any]:
    """Return two lists as one; a set or map takes in what it has not, and what it has is replaced."""
    if isinstance(left, SetList):
        return SetList([*left, *(item for item in right if not contains(left, item))])
    if isinstance(left, MapList):
        merged = {left.key(item): item for item in left}
        merged.update((left.key(item), item) for item in right)
        return MapList(merged.values(), left.keys)
    return [*left, *right]


def later(moment: Timestamp, span: Duration) -> Timestamp:
    return checked_timestamp(moment.nanoseconds + span.nanoseconds, moment.offset)


def both_lengths(values: Sequence[Any], result: Any) -> int:
    return scale(cost_size(values[0]) + cost_size(values[1]), PER_LETTER)


def shorter_length(values: Sequence[Any], result: Any) -> int:
    return scale(min(cost_size(values[0]), cost_size(values[1])), PER_LETTER)


def _same(
    name: str,
    kind: Type,
    compute: Callable[[Any, Any], Any],
    result: Type | None = None,
    **more: Any,
) -> Overload:
    return function(f"{name}_{kind.name}", (kind, kind), result or kind, compute, **more)


ADD = (
    _same("add", BYTES, operator.add, track=both_lengths),
    _same("add", DOUBLE, operator.add),
    _same("add", DURATION, lambda a, b: checked_duration(a.nanoseconds + b.nanoseconds)),
    function("add_duration_timestamp", (DURATION, TIMESTAMP), TIMESTAMP, lambda a, b: later(b, a)),
    function("add_timestamp_duration", (TIMESTAMP, DURATION), TIMESTAMP, later),
    _same("add", INT, lambda a, b: whole(a + b)),
    function("add_list", (list_of(A), list_of(A)), list_of(A), add_lists),
    _same("add", STRING, operator.add, track=both_lengths),
    _same("add", UINT, lambda a, b: unsigned(int(a) + int(b))),
)
SUBTRACT = (
    _same("subtract", DOUBLE, operator.sub),
    _same("subtract", DURATION, lambda a, b: checked_duration(a.nanoseconds - b.nanoseconds)),
    _same("subtract", INT, lambda a, b: whole(a - b)),
    function(
        "subtract_timestamp_duration",
        (TIMESTAMP, DURATION),
        TIMESTAMP,
        lambda a, b: checked_timestamp(a.nanoseconds - b.nanoseconds, a.offset),
    ),
    _same(
        "subtract",
        TIMESTAMP,
        lambda a, b: checked_duration(a.nanoseconds - b.nanoseconds),
        DURATION,
    ),
    _same("subtract", UINT, lambda a, b: unsigned(int(a) - int(b))),
)
NUMBERS = (DOUBLE, INT, UINT)


def order(name: str, compare: Callable[[Any, Any], bool]) -> tuple[Overload, ...]:
    """Return the overloads of an operator that compares."""

    def moments(left: Any, right: Any) -> bool:
        return compare(left.nanoseconds, right.nanoseconds)

    def numbers(left: Any, right: Any) -> bool:
        if left != left or right != right:
            raise EvaluationError("NaN values cannot be ordered")
        return compare(left, right)

    return (
        _same(name, BOOL, compare, BOOL),
        *(
            function(
                f"{name}_{left.name}_{right.name}",
                (left, right),
                BOOL,
                numbers if DOUBLE in (left, right) else compare,
            )  # fmt: skip
            for left in NUMBERS
            for right in NUMBERS
        ),
        *(_same(name, kind, compare, BOOL, track=shorter_length) for kind in (STRING, BYTES)),
        *(_same(name, kind, moments, BOOL) for kind in (TIMESTAMP, DURATION)),
    )


LIBRARY = Library(
    functions={
        "_+_": ADD,
        "_-_": SUBTRACT,
        "_*_": (
            _same("multiply", DOUBLE, operator.mul),
            _same("multiply", INT, lambda a, b: whole(a * b)),
            _same("multiply", UINT, lambda a, b: unsigned(int(a) * int(b))),
        ),
        "_/_": (
            _same("divide", DOUBLE, divide),
            _same("divide", INT, lambda a, b: whole(quotient(a, b))),
            _same("divide", UINT, lambda a, b: unsigned(quotient(a, b))),
        ),
        "_%_": (
            _same("modulo", INT, remainder),
            _same("modulo", UINT, lambda a, b: unsigned(remainder(a, b))),
        ),
        "-_": (
            function("negate_double", (DOUBLE,), DOUBLE, operator.neg),
            function("negate_int", (INT,), INT, lambda a: whole(-a)),
        ),
        "_<_": order("less", operator.lt),
        "_<=_": order("less_equals", operator.le),
        "_>_": order("greater", operator.gt),
        "_>=_": order("greater_equals", operator.ge),
    },
)
