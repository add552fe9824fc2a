"""What a library declares: functions by their overloads, macros, types, and what calls cost.

Upstream rule: cel-go `common/decls`, `cel/macro.go`.
"""

from collections.abc import Callable, Mapping, Sequence

from minik.cel.types import Type
from minik.light_typing import Any, NamedTuple, TypeAlias

LARGEST = 2**64 - 1  # what is larger counts as this much


class Range(NamedTuple):
    """At least and at most so much: the size of a value, or the cost of a part."""

    least: int
    most: int

    def plus(self, other: "Range") -> "Range":
        return Range(min(self.least + other.least, LARGEST), min(self.most + other.most, LARGEST))

    def times(self, other: "Range") -> "Range":
        return Range(min(self.least * other.least, LARGEST), min(self.most * other.most, LARGEST))

    def scaled(self, factor: float) -> "Range":
        return Range(scale(self.least, factor), scale(self.most, factor))

    def union(self, other: "Range") -> "Range":
        return Range(min(self.least, other.least), max(self.most, other.most))


def scale(amount: int, factor: float) -> int:
    """Return an amount times a factor, rounded up as upstream does it in floating point."""
    product = float(amount) * factor
    whole = int(product)
    return min(whole + (product > whole), LARGEST) if product < 2.0**64 else LARGEST


ANY_SIZE = Range(0, LARGEST)


class Part(NamedTuple):
    """What the estimate knows of an argument: where it comes from, its type, its size, and its
    value if that stands in the text.
    """

    path: tuple[str, ...] | None
    type: Type
    size: Range | None = None
    value: Any = None


class CallParts(NamedTuple):
    """A call whose cost is asked for; `size_of` gives the size of a part, if need be any."""

    target: Part | None
    arguments: Sequence[Part]
    size_of: Callable[[Part], Range]


class CallCost(NamedTuple):
    """What a call costs beside its arguments, and the size of what it returns."""

    cost: Range
    size: Range | None = None


Estimate: TypeAlias = Callable[[CallParts], CallCost | None]
Track: TypeAlias = Callable[[Sequence[Any], Any], int]


class Overload(NamedTuple):
    """One form of a function: the types of its arguments (the target first) and of its result.

    `evaluate` is called with the values. Where it is missing, `planning` knows the operator.
    """

    name: str
    parameters: tuple[Type, ...]
    result: Type
    evaluate: Callable[..., Any] | None = None
    is_member: bool = False
    estimate: Estimate | None = None
    track: Track | None = None


Expand: TypeAlias = Callable[..., Any]  # (at, target, arguments) -> Node | None; raises MacroError
Macros: TypeAlias = Mapping[tuple[str, int, bool], Expand]  # by name, arguments, with a target


class Library(NamedTuple):
    """What a file in `libraries/` brings into the language."""

    functions: Mapping[str, Sequence[Overload]]
    macros: Macros = {}
    types: Mapping[str, Type] = {}  # those that can be named, as in `type(x) == net.IP`
    default: bool = True  # part of every environment; other ones are asked for by name


def function(
    name: str, parameters: Sequence[Type], result: Type, evaluate: Callable[..., Any], **costs: Any
) -> Overload:
    """Return an overload that is called by its name."""
    return Overload(name, tuple(parameters), result, evaluate, False, **costs)


def method(
    name: str, parameters: Sequence[Type], result: Type, evaluate: Callable[..., Any], **costs: Any
) -> Overload:
    """Return an overload that is called on its first argument."""
    return Overload(name, tuple(parameters), result, evaluate, True, **costs)
