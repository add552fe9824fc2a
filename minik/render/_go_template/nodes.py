"""The syntax tree of a template: nodes, their pipelines, the commands of those, and their operands."""

from minik.light_typing import Any, NamedTuple, TypeAlias


class Literal(int):
    """An integer written in the template itself: Go's `int`, where those of objects are `int64`."""


class Operand(NamedTuple):
    """`field variable chain dot nil bool number string identifier`: its position, its source text,
    its value.
    """

    what: str
    position: int
    text: str
    value: Any = None


class Command(NamedTuple):
    """A function or value, and its arguments."""

    position: int
    words: "list[Operand | Pipe]"


class Pipe(NamedTuple):
    """Commands, each of which gets the result of the one before; `names` are the variables set to
    the last result.
    """

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


def node_text(node: "Operand | Pipe | Command") -> str:
    """Return a node as Go writes it in messages."""
    if isinstance(node, Operand):
        return node.text
    if isinstance(node, Command):
        return " ".join(
            f"({node_text(word)})" if isinstance(word, Pipe) else node_text(word)
            for word in node.words
        )
    head = ", ".join(node.names) + (" = " if node.assigns else " := ") if node.names else ""
    return head + " | ".join(map(node_text, node.commands))
