"""The syntax tree. A node knows where it stands; the checker writes down its type and overloads.

Upstream rule: cel-go `common/ast`.
"""

from collections.abc import Iterator, Sequence

from minik.cel.declarations import Overload
from minik.cel.types import DYN, Type
from minik.light_typing import Any


class Node:
    """A part of an expression; `at` is the offset in the text that errors point to."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.type: Type = DYN

    def children(self) -> "Iterator[Node]":
        """Yield the nodes below, in the order in which they are written."""
        return iter(())

    def copy(self) -> "Node":
        raise NotImplementedError


class Literal(Node):
    """A value that stands in the text."""

    def __init__(self, at: int, value: Any) -> None:
        super().__init__(at)
        self.value = value

    def copy(self) -> Node:
        return Literal(self.at, self.value)


class Name(Node):
    """A variable, or a type by its name."""

    def __init__(self, at: int, name: str) -> None:
        super().__init__(at)
        self.name = name

    def copy(self) -> Node:
        return Name(self.at, self.name)


class Select(Node):
    """A field of a value; with `is_test`, whether it is there. `name` is set by the checker where
    the whole is the name of a variable or type with dots.
    """

    def __init__(self, at: int, operand: Node, field: str, is_test: bool = False) -> None:
        super().__init__(at)
        self.operand, self.field, self.is_test = operand, field, is_test
        self.name = ""

    def children(self) -> Iterator[Node]:
        yield self.operand

    def copy(self) -> Node:
        return Select(self.at, self.operand.copy(), self.field, self.is_test)


class Call(Node):
    """A call of a function or operator, of a target if it is written behind one."""

    def __init__(
        self, at: int, function: str, arguments: Sequence[Node], target: Node | None = None
    ) -> None:
        super().__init__(at)
        self.function, self.arguments, self.target = function, arguments, target
        self.overloads: tuple[Overload, ...] = ()

    def children(self) -> Iterator[Node]:
        if self.target is not None:
            yield self.target
        yield from self.arguments

    def copy(self) -> Node:
        target = self.target.copy() if self.target else None
        return Call(self.at, self.function, [part.copy() for part in self.arguments], target)


class ListNode(Node):
    """A list; `optionals` are the positions written with a question mark."""

    def __init__(
        self, at: int, elements: Sequence[Node], optionals: frozenset[int] = frozenset()
    ) -> None:
        super().__init__(at)
        self.elements, self.optionals = elements, optionals

    def children(self) -> Iterator[Node]:
        yield from self.elements

    def copy(self) -> Node:
        return ListNode(self.at, [part.copy() for part in self.elements], self.optionals)


class Entry(Node):
    """A key, or the name of a field, with its value."""

    def __init__(self, at: int, key: Node | str, value: Node, optional: bool) -> None:
        super().__init__(at)
        self.key, self.value, self.optional = key, value, optional

    def children(self) -> Iterator[Node]:
        if isinstance(self.key, Node):
            yield self.key
        yield self.value

    def copy(self) -> "Entry":
        key = self.key.copy() if isinstance(self.key, Node) else self.key
        return Entry(self.at, key, self.value.copy(), self.optional)


class MapNode(Node):
    """A map."""

    def __init__(self, at: int, entries: Sequence[Entry]) -> None:
        super().__init__(at)
        self.entries = entries

    def children(self) -> Iterator[Node]:
        yield from self.entries

    def copy(self) -> Node:
        return MapNode(self.at, [entry.copy() for entry in self.entries])


class Construction(Node):
    """An object of a named type."""

    def __init__(self, at: int, type_name: str, entries: Sequence[Entry]) -> None:
        super().__init__(at)
        self.type_name, self.entries = type_name, entries

    def children(self) -> Iterator[Node]:
        yield from self.entries

    def copy(self) -> Node:
        return Construction(self.at, self.type_name, [entry.copy() for entry in self.entries])


class Fold(Node):
    """What a macro over a list or map becomes: a loop with an accumulator.

    `variable` is each element of a list or key of a map; with a `second` one, they are index and
    element or key and value. A fold over nothing (`binds`) gives a value a name.
    """

    def __init__(
        self,
        at: int,
        over: Node,
        variables: tuple[str, str],
        accumulator: str,
        start: Node,
        condition: Node,
        step: Node,
        result: Node,
    ) -> None:
        super().__init__(at)
        self.over, self.variables, self.accumulator = over, variables, accumulator
        self.start, self.condition, self.step, self.result = start, condition, step, result

    @property
    def binds(self) -> bool:
        return self.accumulator != ACCUMULATOR

    def children(self) -> Iterator[Node]:
        yield from (self.over, self.start, self.condition, self.step, self.result)

    def copy(self) -> Node:
        over, start, condition, step, result = (part.copy() for part in self.children())
        return Fold(self.at, over, self.variables, self.accumulator, start, condition, step, result)


ACCUMULATOR = "@result"


def walk(node: Node) -> Iterator[Node]:
    """Yield a node and all nodes below it."""
    yield node
    for child in node.children():
        yield from walk(child)


def qualified_name(node: Node) -> str:
    """Return a name with dots, if a node is nothing else; "" if it is."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Select) and not node.is_test:
        before = qualified_name(node.operand)
        return f"{before}.{node.field}" if before else ""
    return ""
