"""What calls cost, in the forms that several libraries have.

Upstream rule: Kubernetes `cel/library/cost.go`, which changes no cost once it is published.
"""

from collections.abc import Sequence

from minik.cel import types
from minik.cel.declarations import CallCost, CallParts, Estimate, Part, Range, Track, scale
from minik.cel.frames import PER_LETTER, PER_PATTERN_LETTER
from minik.cel.types import Type
from minik.cel.values import cost_size, traversal_cost
from minik.light_typing import Any

ONE = Range(1, 1)


def first(parts: CallParts) -> Part:
    """Return the target, or the first argument of a call that has none."""
    return parts.target if parts.target is not None else parts.arguments[0]


def constant(cost: int = 1) -> Estimate:
    return lambda parts: CallCost(Range(cost, cost))


def constant_track(cost: int = 1) -> Track:
    return lambda values, result: cost


def letters(factor: float = 1, *, keeps_size: bool = False) -> Estimate:
    """Return the estimate of what looks at every letter of its text."""

    def estimate(parts: CallParts) -> CallCost:
        size = parts.size_of(first(parts))
        return CallCost(size.scaled(factor * PER_LETTER), size if keeps_size else None)

    return estimate


def letters_track(factor: float = 1) -> Track:
    return lambda values, result: scale(cost_size(values[0]), factor * PER_LETTER)


def argument_letters(parts: CallParts) -> CallCost:
    """Return the cost of what looks at every letter of its argument, not of its target."""
    return CallCost(parts.size_of(parts.arguments[0]).scaled(PER_LETTER))


def pattern_cost(text: Range, pattern: Range) -> Range:
    """Return what matching costs; an empty text costs as one letter."""
    return text.plus(ONE).scaled(PER_LETTER).times(pattern.scaled(PER_PATTERN_LETTER))


def pattern_track(values: Sequence[Any], result: Any) -> int:
    text, pattern = cost_size(values[0]), cost_size(values[1])
    return scale(text + 1, PER_LETTER) * scale(pattern, PER_PATTERN_LETTER)


def element_of(part: Part) -> Part | None:
    """Return what a list holds, as a part of its own; None for what is no list."""
    if not part.type.parameters:
        return None
    path = (*part.path, "@items") if part.path is not None else None
    return Part(path, part.type.parameters[0])


def elements(parts: CallParts) -> CallCost:
    """Return the cost of what looks at every element of its target."""
    target = first(parts)
    size, element = parts.size_of(target), element_of(target)
    if element is None:
        return CallCost(size.scaled(PER_LETTER))
    each = ONE
    if element.type in (types.STRING, types.BYTES):
        each = each.plus(parts.size_of(element).scaled(PER_LETTER))
    return CallCost(size.times(each))


def elements_track(values: Sequence[Any], result: Any) -> int:
    return traversal_cost(values[0])


def allocated(factor: float, size: Range) -> CallCost:
    """Return the cost of a new list of a size."""
    return CallCost(size.scaled(factor).plus(ONE).plus(Range(10, 10)), size)


def allocated_track(factor: float, size: int) -> int:
    return int(size * factor) + 11


def is_text(kind: Type) -> bool:
    return kind in (types.STRING, types.BYTES)
