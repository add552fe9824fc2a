"""What a template is made of: nodes, the pipes in them, the commands in those, and their operands."""
from typing import Any, NamedTuple, TypeAlias


class Literal(int):
    """A whole number that the template itself names: Go's `int`, where those of objects are `int64`."""


class Operand(NamedTuple):
    """`field variable chain dot nil bool number string identifier`: its position, how it is written, and its value."""

    what: str
    position: int
    text: str
    value: Any = None


class Command(NamedTuple):
    """A word and its arguments."""

    position: int
    words: "list[Operand | Pipe]"


class Pipe(NamedTuple):
    """Commands, each of which is given the result of the one before; `names` are the variables that take the last."""

    position: int
    names: list[str]
    assigns: bool
    commands: list[Command]


class Node(NamedTuple):
    """`text action if range with template break continue`."""

    what: str
    position: int
    pipe: Pipe | None = None
    body: "list[Node]" = []
    otherwise: "list[Node]" = []
    text: str = ""


Nodes: TypeAlias = list[Node]
Templates: TypeAlias = dict[str, Nodes]


def written(node: "Operand | Pipe | Command") -> str:
    """A node as Go writes it in messages."""
    if isinstance(node, Operand):
        return node.text
    if isinstance(node, Command):
        return " ".join(f"({written(word)})" if isinstance(word, Pipe) else written(word) for word in node.words)
    head = ", ".join(node.names) + (" = " if node.assigns else " := ") if node.names else ""
    return head + " | ".join(map(written, node.commands))
