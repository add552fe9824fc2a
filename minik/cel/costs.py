"""The most that an expression can cost, which a server has to know before it takes a rule.

Upstream rules: cel-go `checker/cost.go`, Kubernetes `cel/library/cost.go`.
"""

from collections.abc import Callable, Sequence

from minik.cel.declarations import LARGEST, CallCost, CallParts, Overload, Range
from minik.cel.environment import Environment
from minik.cel.operator_costs import CALLS, INDEXED
from minik.cel.sizes import ONE, Entries, Local, Sizes
from minik.cel.tree import (
    Call,
    Construction,
    Fold,
    ListNode,
    Literal,
    MapNode,
    Name,
    Node,
    Select,
)
from minik.cel.types import LIST, MAP, OBJECT, PARAMETER
from minik.light_typing import Any

FREE = Range(0, 0)
LIST_COST, MAP_COST, OBJECT_COST = Range(10, 10), Range(30, 30), Range(40, 40)
WITH_FIELDS = (MAP, OBJECT, PARAMETER)


def estimate(node: Node, environment: Environment) -> Range:
    """Return what an expression costs at least and at most."""
    return Estimator(environment).cost(node)


class Estimator(Sizes):
    """The costs of one expression."""

    def cost(self, node: Node) -> Range:
        return COSTS[node.__class__](self, node)

    def literal(self, node: Literal) -> Range:
        return FREE

    def name(self, node: Name) -> Range:
        known = self.local(node.name)
        self.paths[id(node)] = known.path if known else (node.name,)
        return ONE

    def select(self, node: Select) -> Range:
        if node.name:
            self.paths[id(node)] = (node.name,)
            return ONE
        total = self.cost(node.operand)
        if node.is_test:
            return total
        self.paths[id(node)] = (*self.path(node.operand), node.field)
        return total.plus(ONE) if node.operand.type.sort in WITH_FIELDS else total

    def call(self, node: Call) -> Range:
        if node.function == "dyn":
            (argument,) = node.arguments
            total = self.cost(argument)
            self.copy_sizes(node, argument)
            return total.plus(ONE)
        costs = [self.cost(argument) for argument in node.arguments]
        total = self.cost(node.target) if node.target is not None else FREE
        parts = CallParts(
            self.part(node.target) if node.target is not None else None,
            [self.part(argument) for argument in node.arguments],
            self.size_of_part,
        )
        most, result = Range(LARGEST, 0), None
        for overload in node.overloads:
            found = self.call_cost(node, overload, parts, costs)
            most = most.union(found.cost)
            if found.size is not None:
                result = found.size if result is None else result.union(found.size)
            if node.function == "_[_]" and overload.name in INDEXED:
                entries = self.entries_of(node.arguments[0])
                result = entries.value if entries else None
                self.paths[id(node)] = (*self.path(node.arguments[0]), INDEXED[overload.name])
            if result is None:
                result = self.size(node)
        if result is not None:
            self.sizes[id(node)] = result
        return total.plus(most) if node.overloads else FREE

    def call_cost(
        self, node: Call, overload: Overload, parts: CallParts, costs: Sequence[Range]
    ) -> CallCost:
        """Return what a call costs with its arguments, and the size of its result."""
        arguments = FREE
        for cost in costs:
            arguments = arguments.plus(cost)
        if overload.estimate is not None and (found := overload.estimate(parts)):
            return CallCost(found.cost.plus(arguments), found.size)
        special = CALLS.get(node.function)
        found = special(self, node, overload, parts, costs) if special else None
        if found is not None:
            return found
        return CallCost(ONE.plus(arguments))

    def list_of(self, node: ListNode) -> Range:
        total, sizes = LIST_COST, Range(LARGEST if node.elements else 0, 0)
        for element in node.elements:
            total = total.plus(self.cost(element))
            sizes = sizes.union(self.known_size(element))
        self.entries[id(node)] = Entries(True, ONE, sizes)
        return total

    def map_of(self, node: MapNode) -> Range:
        total = MAP_COST
        keys = values = Range(LARGEST if node.entries else 0, 0)
        for entry in node.entries:
            assert isinstance(entry.key, Node)
            total = total.plus(self.cost(entry.key)).plus(self.cost(entry.value))
            keys = keys.union(self.known_size(entry.key))
            values = values.union(self.known_size(entry.value))
        self.entries[id(node)] = Entries(False, keys, values)
        return total

    def construction(self, node: Construction) -> Range:
        total = OBJECT_COST
        for entry in node.entries:
            total = total.plus(self.cost(entry.value))
        return total

    def fold(self, node: Fold) -> Range:
        total = self.cost(node.over).plus(self.cost(node.start))
        start_entries = self.entries_of(node.start)
        given = Local(self.path(node.start), self.size(node.start), start_entries)
        self.push(node.accumulator, given)
        if node.binds:
            total = total.plus(self.cost(node.result))
            self.pop(node.accumulator)
            self.copy_sizes(node, node.result)
            return total
        self.push_variables(node)
        rounds = self.cost(node.condition).plus(self.cost(node.step))
        for name in filter(None, node.variables):
            self.pop(name)
        total = total.plus(self.cost(node.result))
        self.pop(node.accumulator)
        count = self.known_size(node.over)
        self.keep_fold_size(node, count)
        return total.plus(count.times(rounds))

    def keep_fold_size(self, node: Fold, count: Range) -> None:
        """Write down how large the result of a loop is."""
        if isinstance(node.start, Literal):
            found = self.size(node.start)
            if found is not None:
                self.sizes[id(node)] = found
        elif isinstance(node.start, (ListNode, MapNode)):
            self.sizes[id(node)] = count
            entries = self.entries_of(node.step)
            if entries is not None:
                self.entries[id(node)] = entries

    def push_variables(self, node: Fold) -> None:
        """Make the variables of a loop known."""
        entries, path = self.entries_of(node.over), self.path(node.over)
        is_list = entries.is_list if entries else node.over.type.sort == LIST
        key, value = (entries.key, entries.value) if entries else (None, None)
        first, second = node.variables
        if second:
            self.push(first, Local((*path, "@indices" if is_list else "@keys"), key))
            self.push(second, Local((*path, "@items" if is_list else "@values"), value))
        elif is_list:
            self.push(first, Local((*path, "@items"), value))
        else:
            self.push(first, Local((*path, "@keys"), key))


COSTS: dict[type, Callable[[Estimator, Any], Range]] = {
    Literal: Estimator.literal,
    Name: Estimator.name,
    Select: Estimator.select,
    Call: Estimator.call,
    ListNode: Estimator.list_of,
    MapNode: Estimator.map_of,
    Construction: Estimator.construction,
    Fold: Estimator.fold,
}
