"""A checked tree becomes closures, which count what they cost.

Upstream rule: cel-go `interpreter/planner.go` and `runtimecost.go`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from minik.cel import access, operators
from minik.cel.declarations import LARGEST
from minik.cel.dispatch import dispatcher
from minik.cel.environment import Environment
from minik.cel.folding import fold
from minik.cel.frames import Frame, Run
from minik.cel.tree import (
    Call,
    Construction,
    Entry,
    Fold,
    ListNode,
    Literal,
    MapNode,
    Name,
    Node,
    Select,
)
from minik.cel.types import TYPE
from minik.cel.values import Constructed, EvaluationError, Optional
from minik.light_typing import Any

LIST_COST, MAP_COST, OBJECT_COST = 10, 30, 40


class Planner:
    """Makes closures of the nodes of one expression."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment

    def plan(self, node: Node) -> Run:
        return PLANS[node.__class__](self, node)

    def literal(self, node: Literal) -> Run:
        value = node.value
        return lambda frame: value

    def name(self, node: Name) -> Run:
        if node.name in self.environment.variables or node.type.sort != TYPE:
            return access.variable(node.name)
        return access.type_constant(node)

    def select(self, node: Select) -> Run:
        if node.name:
            return (
                access.type_constant(node) if node.type.sort == TYPE else access.variable(node.name)
            )
        operand, field = self.plan(node.operand), node.field
        return access.presence(operand, field) if node.is_test else access.selection(operand, field)

    def call(self, node: Call) -> Run:
        special = SPECIAL.get(node.function)
        parts = [node.target, *node.arguments] if node.target is not None else node.arguments
        runs = [self.plan(part) for part in parts]
        if node.function == "_?_:_":
            return operators.condition(runs[0], *map(_branch, parts[1:], runs[1:]))
        if special is not None:
            return special(*runs)
        if node.function == "_[_]":
            return access.index(runs[0], _branch(parts[1], runs[1]))
        run = dispatcher(node, parts, runs)
        if is_constant(node):
            return _made_once(run)
        return _cheaper(run, _set_size(parts[1])) if node.function == "@in" else run

    def list_of(self, node: ListNode) -> Run:
        runs, optionals = [self.plan(element) for element in node.elements], node.optionals
        if is_constant(node):
            return _constant(list(_values(runs)))

        def run(frame: Frame) -> list[Any]:
            found = [part(frame) for part in runs]
            frame.charge(LIST_COST)
            if optionals:
                return list(_present(found, optionals))
            return found

        return run

    def map_of(self, node: MapNode) -> Run:
        runs = [(self.plan(_key(entry)), self.plan(entry.value), entry.optional) for entry in node.entries]  # fmt: skip
        if is_constant(node):
            names, values = (
                _values([key for key, _, _ in runs]),
                _values([run for _, run, _ in runs]),
            )
            return _constant(dict(zip(names, values)))

        def run(frame: Frame) -> dict[Any, Any]:
            found = dict[Any, Any]()
            for key, value, is_optional in runs:
                name = key(frame)
                _put(found, name, value(frame), is_optional)
            frame.charge(MAP_COST)
            return found

        return run

    def construction(self, node: Construction) -> Run:
        runs = [(str(entry.key), self.plan(entry.value), entry.optional) for entry in node.entries]
        type_name = node.type_name.removeprefix(".")

        def run(frame: Frame) -> Constructed:
            found = dict[str, Any]()
            for name, value, is_optional in runs:
                _put(found, name, value(frame), is_optional)
            frame.charge(OBJECT_COST)
            return Constructed(type_name, found)

        return run

    def fold(self, node: Fold) -> Run:
        return fold(node, self.plan)


def is_constant(node: Node) -> bool:
    """Tell whether a literal, or a list or map of such alone, is made once and costs nothing."""
    if isinstance(node, ListNode):
        return not node.optionals and all(map(is_constant, node.elements))
    if isinstance(node, MapNode):
        return all(
            not entry.optional and is_constant(_key(entry)) and is_constant(entry.value)
            for entry in node.entries
        )
    if isinstance(node, Call):
        return node.function in CONVERSIONS and all(map(is_constant, node.arguments))
    return isinstance(node, Literal)


def _constant(value: Any) -> Run:
    return lambda frame: value


def _made_once(run: Run) -> Run:
    """Return a conversion of a constant, which is made once and costs nothing; an error comes each time."""
    try:
        value = run(Frame({}, LARGEST))
    except EvaluationError:
        return run
    return _constant(value)


def _set_size(node: Node) -> int:
    """Return the size of a list of constants among which a value is found at no cost; 0 for any other.

    Upstream rule: cel-go `maybeOptimizeSetMembership`.
    """
    if not isinstance(node, ListNode) or node.optionals:
        return 0
    constants = [part.value for part in node.elements if isinstance(part, Literal)]
    is_set = len(constants) == len(node.elements) and bytes not in map(type, constants)
    return len(constants) if is_set else 0


def _cheaper(run: Run, cost: int) -> Run:
    """Return what costs so much less than it says."""

    def read(frame: Frame) -> Any:
        frame.cost -= cost
        return run(frame)

    return read


def _values(runs: Sequence[Run]) -> Iterator[Any]:
    """Yield the values of constants."""
    nothing = Frame({}, LARGEST)
    return (run(nothing) for run in runs)


def _branch(node: Node, run: Run) -> Run:
    """Return a branch of `?:`, or a key: one that is a path is read without the cost of its first name.

    Upstream rule: cel-go's `conditionalAttribute` and `attrQualifier`.
    """
    is_path = isinstance(node, Name) or isinstance(node, Select) and not node.is_test
    is_path = is_path or isinstance(node, Call) and node.function in PATHS
    return _cheaper(run, 1) if is_path else run


def _key(entry: Entry) -> Node:
    assert isinstance(entry.key, Node)
    return entry.key


def _present(values: list[Any], optionals: frozenset[int]) -> Any:
    """Yield the values of a list, of optional ones what they hold."""
    for index, value in enumerate(values):
        if index not in optionals:
            yield value
        elif value.__class__ is not Optional:
            raise EvaluationError(
                f"cannot initialize optional list element from non-optional value {value}"
            )
        elif value.has_value:
            yield value.value


def _put(found: dict[Any, Any], name: Any, value: Any, is_optional: bool) -> None:
    """Put a value into a map, of an optional one what it holds."""
    if is_optional:
        if value.__class__ is not Optional:
            raise EvaluationError(
                f"cannot initialize optional entry '{name}' from non-optional value {value}"
            )
        if not value.has_value:
            found.pop(name, None)
            return
        value = value.value
    found[name] = value


SPECIAL: Mapping[str, Callable[..., Run]] = {
    "_&&_": partial(operators.logic, False),
    "_||_": partial(operators.logic, True),
    "_==_": partial(operators.equality, True),
    "_!=_": partial(operators.equality, False),
    "_[?_]": access.optional_index,
    "_?._": access.optional_index,
    "or": operators.optional_or,
    "orValue": operators.optional_or_value,
}
CONVERSIONS = frozenset(
    ("bool", "bytes", "double", "duration", "dyn", "int", "string", "timestamp", "type", "uint")
)
PATHS = ("_[_]", "_[?_]", "_?._")
PLANS: dict[type, Callable[[Planner, Any], Run]] = {
    Literal: Planner.literal,
    Name: Planner.name,
    Select: Planner.select,
    Call: Planner.call,
    ListNode: Planner.list_of,
    MapNode: Planner.map_of,
    Construction: Planner.construction,
    Fold: Planner.fold,
}
