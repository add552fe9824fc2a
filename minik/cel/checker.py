"""Types are worked out and written into the tree; what does not fit is an issue in the server's words.

Upstream rule: cel-go `checker/checker.go`.
"""

from collections.abc import Callable, Sequence

from minik.cel import types
from minik.cel.declarations import Overload
from minik.cel.environment import Environment
from minik.cel.messages import Issue
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
    qualified_name,
    walk,
)
from minik.cel.types import DYN, ERROR, LIST, MAP, OBJECT, PARAMETER, Type, unwrap_optional
from minik.cel.unification import (
    Substitution,
    assign,
    assign_all,
    instance,
    most_general,
    substitute,
)
from minik.cel.values import type_of
from minik.light_typing import Any

LOGIC = ("_&&_", "_||_")
OPTIONAL_SELECT = "_?._"


class Checker:
    """A tree that is being checked against an environment."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.issues = list[Issue]()
        self.known: Substitution = {}
        self.scopes = list[dict[str, Type]]()
        self.free = 0

    def check_all(self, root: Node) -> None:
        """Write the types of all nodes down; what is wrong stands in `issues`."""
        self.check(root)
        for node in walk(root):
            node.type = substitute(self.known, node.type, free_to_dyn=True)

    def report(self, at: int, message: str) -> None:
        self.issues.append(Issue(at, message))

    def fits(self, left: Type, right: Type) -> bool:
        """Return whether a type is assignable to another; what parameters stand for is kept."""
        trial = assign(self.known, left, right)
        if trial is None:
            return False
        self.known = trial
        return True

    def free_type(self) -> Type:
        self.free += 1
        return types.parameter(f"_var{self.free - 1}")

    def check(self, node: Node) -> None:
        CHECKS[node.__class__](self, node)

    def find(self, name: str) -> Type | None:
        """Return the type of a variable, of the innermost scope that has it."""
        for scope in reversed(self.scopes):
            if name in scope:
                return scope[name]
        return self.environment.identifiers.get(name.removeprefix("."))

    def name(self, node: Name) -> None:
        found = self.find(node.name)
        if found is None:
            self.report(node.at, f"undeclared reference to '{node.name}' (in container '')")
        node.type, node.name = found or ERROR, node.name.removeprefix(".")

    def select(self, node: Select) -> None:
        qualified = qualified_name(node)
        if qualified and (found := self.environment.identifiers.get(qualified.removeprefix("."))):
            node.name, node.type = qualified, found
            return
        result, node.field = self.field(node, node.operand, node.field, optional=False)
        node.type = types.BOOL if node.is_test else substitute(self.known, result)

    def field(self, node: Node, operand: Node, field: str, *, optional: bool) -> tuple[Type, str]:
        """Return the type of a field of an operand, and its name as objects have it."""
        self.check(operand)
        target, is_optional = unwrap_optional(substitute(self.known, operand.type))
        result = ERROR
        if target.sort == MAP:
            result = target.parameters[1]
        elif target.sort == OBJECT:
            field = self.environment.field_name(target.name, field)
            result = self.field_type(node.at, target.name, field)
        elif target.sort == PARAMETER:
            self.fits(DYN, target)
            result = DYN
        else:
            if target not in (DYN, ERROR):
                self.report(node.at, f"type '{target}' does not support field selection")
            result = DYN
        return (types.optional_of(result) if is_optional or optional else result), field

    def field_type(self, at: int, type_name: str, field: str) -> Type:
        fields = self.environment.fields(type_name)
        if fields is None:
            self.report(at, f"unexpected failed resolution of '{type_name}'")
        elif field not in fields:
            self.report(at, f"undefined field '{field}'")
        else:
            return fields[field]
        return ERROR

    def call(self, node: Call) -> None:
        if node.function == OPTIONAL_SELECT:
            operand, key = node.arguments
            name = key.value if isinstance(key, Literal) else ""
            self.check(key)
            result, name = self.field(node, operand, name, optional=True)
            if isinstance(key, Literal):
                key.value = name
            node.type = substitute(self.known, result)
            node.overloads = self.environment.functions[OPTIONAL_SELECT][:1]
            return
        for argument in node.arguments:
            self.check(argument)
        target, name = node.target, node.function.removeprefix(".")
        if target is not None:
            prefix = qualified_name(target)
            if prefix and f"{prefix}.{name}" in self.environment.functions:
                node.target, node.function = None, f"{prefix}.{name}"
                return self.resolve(node, node.arguments)
            self.check(target)
        if name not in self.environment.functions:
            self.report(node.at, f"undeclared reference to '{node.function}' (in container '')")
            node.type = ERROR
            return None
        node.function = name
        return self.resolve(node, node.arguments if target is None else [target, *node.arguments])

    def resolve(self, node: Call, arguments: Sequence[Node]) -> None:
        """Choose the overloads whose types fit; the first tells the result."""
        given = tuple(argument.type for argument in arguments)
        overloads = self.environment.functions[node.function]
        if node.function in LOGIC:
            return self.logic(node, overloads)
        chosen, result = list[Overload](), None
        for overload in overloads:
            if overload.is_member != (node.target is not None):
                continue
            parameters, kind = instance(overload, self.free_type)
            trial = assign_all(self.known, given, parameters)
            if trial is None:
                continue
            self.known = trial
            chosen.append(overload)
            kind = substitute(self.known, kind)
            if result is None:
                result = kind
            elif result != DYN and kind != result:
                result = DYN
        if result is None:
            self.no_overload(node, given)
        node.type, node.overloads = result or ERROR, tuple(chosen)
        return None

    def logic(self, node: Call, overloads: Sequence[Overload]) -> None:
        node.type, node.overloads = types.BOOL, tuple(overloads)
        for argument in node.arguments:
            if not self.fits(argument.type, types.BOOL):
                self.report(argument.at, mismatch(types.BOOL, argument.type))
                node.type = ERROR

    def no_overload(self, node: Call, given: Sequence[Type]) -> None:
        shown = [str(substitute(self.known, kind, free_to_dyn=True)) for kind in given]
        target = f"{shown.pop(0)}." if node.target is not None else ""
        self.report(
            node.at,
            f"found no matching overload for '{node.function}' applied to '{target}({', '.join(shown)})'",
        )

    def join(self, node: Node, before: Type | None, kind: Type) -> Type:
        """Return the type of what a list or map holds, with one element more."""
        if before is None:
            return kind
        return most_general(before, kind) if self.fits(before, kind) else DYN

    def value_type(self, node: Node, *, optional: bool) -> Type:
        """Check an element; return its type, of an optional one that of its value."""
        self.check(node)
        if not optional:
            return node.type
        kind, is_optional = unwrap_optional(node.type)
        if not is_optional and kind != DYN:
            self.report(node.at, mismatch(types.optional_of(kind), kind))
        return kind

    def list_of(self, node: ListNode) -> None:
        kind: Type | None = None
        for index, element in enumerate(node.elements):
            found = self.value_type(element, optional=index in node.optionals)
            kind = self.join(element, kind, found)
        node.type = types.list_of(kind or self.free_type())

    def map_of(self, node: MapNode) -> None:
        key_type: Type | None = None
        kind: Type | None = None
        for entry in node.entries:
            if isinstance(entry.key, Node):
                self.check(entry.key)
                key_type = self.join(entry.key, key_type, entry.key.type)
            found = self.value_type(entry.value, optional=entry.optional)
            kind = self.join(entry.value, kind, found)
        node.type = types.map_of(key_type or self.free_type(), kind or self.free_type())

    def construction(self, node: Construction) -> None:
        name = node.type_name.removeprefix(".")
        if self.environment.fields(name) is None or not self.environment.constructible(name):
            self.report(node.at, f"undeclared reference to '{node.type_name}' (in container '')")
            node.type = ERROR
            return
        node.type = types.object_type(name)
        for entry in node.entries:
            kind = self.value_type(entry.value, optional=entry.optional)
            expected = self.field_type(entry.at, name, str(entry.key))
            if not self.fits(expected, kind):
                self.report(
                    entry.at,
                    f"expected type of field '{entry.key}' is '{expected}' but provided type is '{kind}'",
                )

    def fold(self, node: Fold) -> None:
        self.check(node.over)
        self.check(node.start)
        accumulated = node.start.type
        kinds = self.variable_types(node.over)
        self.scopes.append({node.accumulator: accumulated})
        first, second = node.variables
        kind, second_kind = kinds[:2] if second else (kinds[2], ERROR)
        self.scopes.append({first: kind, second: second_kind} if second else {first: kind})
        self.check(node.condition)
        self.assert_type(node.condition, types.BOOL)
        self.check(node.step)
        self.assert_type(node.step, accumulated)
        self.scopes.pop()
        self.check(node.result)
        self.scopes.pop()
        node.type = substitute(self.known, node.result.type)

    def variable_types(self, over: Node) -> tuple[Type, Type, Type]:
        """Return the types of two variables of a loop, and that of a lone one."""
        kind = substitute(self.known, over.type)
        if kind.sort == LIST:
            return types.INT, kind.parameters[0], kind.parameters[0]
        if kind.sort == MAP:
            return kind.parameters[0], kind.parameters[1], kind.parameters[0]
        if kind in (DYN, ERROR) or kind.sort == PARAMETER:
            self.fits(DYN, kind)
            return DYN, DYN, DYN
        self.report(
            over.at,
            f"expression of type '{kind}' cannot be range of a comprehension (must be list, map, or dynamic)",
        )
        return ERROR, ERROR, ERROR

    def assert_type(self, node: Node, expected: Type) -> None:
        if not self.fits(expected, node.type):
            self.report(node.at, mismatch(expected, node.type))


def mismatch(expected: Type, found: Type) -> str:
    return f"expected type '{expected}' but found '{found}'"


CHECKS: dict[type, Callable[[Checker, Any], None]] = {
    Literal: lambda checker, node: setattr(node, "type", type_of(node.value)),
    Name: Checker.name,
    Select: Checker.select,
    Call: Checker.call,
    ListNode: Checker.list_of,
    MapNode: Checker.map_of,
    Construction: Checker.construction,
    Fold: Checker.fold,
}
