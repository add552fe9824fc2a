"""Macros: calls that become loops and conditions before anything is checked.

Upstream rule: cel-go `parser/macro.go`.
"""

from collections.abc import Sequence

from minik.cel.tree import ACCUMULATOR, Call, Fold, ListNode, Literal, Name, Node, Select

TAKEN = (ACCUMULATOR, "__result__")
ALL, EXISTS, EXISTS_ONE = "all", "exists", "exists_one"
NOT_FALSE = "@not_strictly_false"
OVERWRITES = "iteration variable overwrites accumulator variable"


class MacroError(Exception):
    """A macro that is used wrongly, and where."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at, self.message = at, message


def variable(node: Node, wrong: str) -> str:
    """Return the name that an argument gives to a variable; raise MacroError."""
    if not isinstance(node, Name):
        raise MacroError(node.at, wrong)
    if node.name in TAKEN:
        raise MacroError(node.at, OVERWRITES)
    return node.name


def has(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    """Return the test whether a field is there."""
    (field,) = arguments
    if not isinstance(field, Select):
        raise MacroError(field.at, "invalid argument to has() macro")
    return Select(at, field.operand, field.field, is_test=True)


def quantify(kind: str, at: int, over: Node, variables: tuple[str, str], condition: Node) -> Node:
    """Return the loop of a quantifier."""

    def so_far() -> Node:
        return Name(at, ACCUMULATOR)

    result = so_far()
    if kind == ALL:
        start: Node = Literal(at, True)
        goes_on: Node = Call(at, NOT_FALSE, [so_far()])
        step: Node = Call(at, "_&&_", [so_far(), condition])
    elif kind == EXISTS:
        start = Literal(at, False)
        goes_on = Call(at, NOT_FALSE, [Call(at, "!_", [so_far()])])
        step = Call(at, "_||_", [so_far(), condition])
    else:
        start, goes_on = Literal(at, 0), Literal(at, True)
        one_more = Call(at, "_+_", [so_far(), Literal(at, 1)])
        step = Call(at, "_?_:_", [condition, one_more, so_far()])
        result = Call(at, "_==_", [so_far(), Literal(at, 1)])
    return Fold(at, over, variables, ACCUMULATOR, start, goes_on, step, result)


def collect(
    at: int, over: Node, variables: tuple[str, str], condition: Node | None, step: Node, start: Node
) -> Node:
    """Return the loop that gathers; a `condition` chooses for which elements `step` is taken."""
    if condition is not None:
        step = Call(at, "_?_:_", [condition, step, Name(at, ACCUMULATOR)])
    return Fold(
        at, over, variables, ACCUMULATOR, start, Literal(at, True), step, Name(at, ACCUMULATOR)
    )


def appended(at: int, element: Node) -> Node:
    """Return the step that adds an element to the list so far."""
    return Call(at, "_+_", [Name(at, ACCUMULATOR), ListNode(at, [element])])


def make_map(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    """Return the loop of `map`."""
    name = variable(arguments[0], "argument is not an identifier")
    condition = arguments[1] if len(arguments) == 3 else None
    step = appended(at, arguments[-1])
    return collect(at, _given(target), (name, ""), condition, step, ListNode(at, []))


def make_filter(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    """Return the loop of `filter`."""
    name = variable(arguments[0], "argument is not an identifier")
    step = appended(at, arguments[0])
    return collect(at, _given(target), (name, ""), arguments[1], step, ListNode(at, []))


def make_all(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    return _quantifier(ALL, at, target, arguments)


def make_exists(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    return _quantifier(EXISTS, at, target, arguments)


def make_exists_one(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    return _quantifier(EXISTS_ONE, at, target, arguments)


def _quantifier(kind: str, at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    name = variable(arguments[0], "argument must be a simple name")
    return quantify(kind, at, _given(target), (name, ""), arguments[1])


def bind(at: int, name: str, value: Node, within: Node) -> Node:
    """Return an expression in which a value has a name."""
    unused = ("#unused", "")
    return Fold(
        at, ListNode(at, []), unused, name, value, Literal(at, False), Name(at, name), within
    )


def _given(target: Node | None) -> Node:
    assert target is not None, "a macro of a target has one"
    return target
