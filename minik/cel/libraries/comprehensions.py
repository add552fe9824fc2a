"""Macros with two variables: index and element, or key and value.

Upstream rule: cel-go `ext/comprehensions.go`.
"""

from collections.abc import Callable, Sequence

from minik.cel import macros
from minik.cel.declarations import Library, Overload
from minik.cel.macros import ALL, EXISTS, EXISTS_ONE, OVERWRITES, TAKEN, MacroError
from minik.cel.tree import ACCUMULATOR, Call, ListNode, MapNode, Name, Node
from minik.cel.types import map_of, parameter
from minik.light_typing import TypeAlias

K, V = parameter("K"), parameter("V")
ENTRIES = map_of(K, V)
INSERT = "cel.@mapInsert"
Expand: TypeAlias = Callable[[int, Node | None, Sequence[Node]], Node]


def variables(arguments: Sequence[Node]) -> tuple[str, str]:
    """Return the names of both variables; raise MacroError."""
    first, second = map(_name, arguments[:2])
    if first == second:
        raise MacroError(arguments[1].at, f"duplicate variable name: {first}")
    for node in arguments[:2]:
        if _name(node) in TAKEN:
            raise MacroError(node.at, OVERWRITES)
    return first, second


def _name(node: Node) -> str:
    if not isinstance(node, Name):
        raise MacroError(node.at, "argument must be a simple name")
    return node.name


def _quantifier(kind: str) -> Expand:
    def expand(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
        assert target is not None
        return macros.quantify(kind, at, target, variables(arguments), arguments[2])

    return expand


def transform_list(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    step = macros.appended(at, arguments[-1])
    return _gathered(at, target, arguments, step, ListNode(at, []))


def transform_map(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    key = Name(at, variables(arguments)[0])
    step = Call(at, INSERT, [Name(at, ACCUMULATOR), key, arguments[-1]])
    return _gathered(at, target, arguments, step, MapNode(at, []))


def transform_map_entry(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    step = Call(at, INSERT, [Name(at, ACCUMULATOR), arguments[-1]])
    return _gathered(at, target, arguments, step, MapNode(at, []))


def _gathered(
    at: int, target: Node | None, arguments: Sequence[Node], step: Node, start: Node
) -> Node:
    assert target is not None
    condition = arguments[2] if len(arguments) == 4 else None
    return macros.collect(at, target, variables(arguments), condition, step, start)


LIBRARY = Library(
    functions={
        INSERT: (
            Overload("@mapInsert_map_key_value", (ENTRIES, K, V), ENTRIES),
            Overload("@mapInsert_map_map", (ENTRIES, ENTRIES), ENTRIES),
        )
    },
    macros={
        ("all", 3, True): _quantifier(ALL),
        ("exists", 3, True): _quantifier(EXISTS),
        ("existsOne", 3, True): _quantifier(EXISTS_ONE),
        ("exists_one", 3, True): _quantifier(EXISTS_ONE),
        ("transformList", 3, True): transform_list,
        ("transformList", 4, True): transform_list,
        ("transformMap", 3, True): transform_map,
        ("transformMap", 4, True): transform_map,
        ("transformMapEntry", 3, True): transform_map_entry,
        ("transformMapEntry", 4, True): transform_map_entry,
    },
)
