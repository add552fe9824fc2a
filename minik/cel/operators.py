"""The operators whose sides are not always evaluated, and equality.

Upstream rule: cel-go `interpreter/interpretable.go`.
"""

from minik.cel.frames import Frame, Run
from minik.cel.values import CostExceeded, EvaluationError, NoOverload, Optional, equal
from minik.light_typing import Any


def logic(decisive: bool, first: Run, second: Run) -> Run:
    """Return `&&` or `||`: a decisive value on either side settles it, whatever the other."""

    def other(frame: Frame, error: EvaluationError) -> Any:
        try:
            value = second(frame)
        except CostExceeded:
            raise
        except EvaluationError:
            raise error from None
        if value is decisive:
            return decisive
        raise error

    def run(frame: Frame) -> Any:
        try:
            value = first(frame)
        except CostExceeded:
            raise
        except EvaluationError as error:
            return other(frame, error)
        if value is decisive:
            return decisive
        if value.__class__ is not bool:
            return other(frame, NoOverload())
        value = second(frame)
        if value.__class__ is not bool:
            raise NoOverload()
        return bool(value)

    return run


def condition(test: Run, first: Run, second: Run) -> Run:
    """Return the closure of `?:`."""

    def run(frame: Frame) -> Any:
        chosen = test(frame)
        if chosen is True:
            return first(frame)
        if chosen is False:
            return second(frame)
        raise NoOverload()

    return run


def optional_or(first: Run, second: Run) -> Run:
    """Return the closure of `or`: the second optional where the first is empty."""

    def run(frame: Frame) -> Any:
        value = first(frame)
        if value.__class__ is not Optional:
            raise NoOverload()
        return value if value.has_value else second(frame)

    return run


def optional_or_value(first: Run, second: Run) -> Run:
    """Return the closure of `orValue`."""

    def run(frame: Frame) -> Any:
        value = first(frame)
        if value.__class__ is not Optional:
            raise NoOverload()
        return value.value if value.has_value else second(frame)

    return run


def equality(expected: bool, first: Run, second: Run) -> Run:
    """Return the closure of `==` or `!=`."""

    def run(frame: Frame) -> bool:
        left, right = first(frame), second(frame)
        frame.charge_equality(left, right)
        return equal(left, right) is expected

    return run
