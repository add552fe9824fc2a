"""How large the values of an expression may be: what is known of its nodes and of the variables of loops.

Sizes of fields come from the bounds of their schema, those of literals are exact. What nothing bounds may be
as large as a request.

Upstream rule: cel-go `checker/cost.go`.
"""

from collections.abc import Sequence

from minik.cel.declarations import ANY_SIZE, Part, Range
from minik.cel.environment import Environment
from minik.cel.shapes import Shape
from minik.cel.tree import ListNode, Literal, MapNode, Name, Node
from minik.cel.types import OPAQUE, OPTIONAL_NAME, SCALARS, Type
from minik.cel.values import size
from minik.light_typing import NamedTuple

ONE = Range(1, 1)


class Entries(NamedTuple):
    """The sizes of what a list or map holds."""

    is_list: bool
    key: Range
    value: Range

    def union(self, other: "Entries | None") -> "Entries | None":
        if other is None:
            return None
        return Entries(self.is_list, self.key.union(other.key), self.value.union(other.value))


class Local(NamedTuple):
    """A variable of a loop: where it comes from and how large it is."""

    path: tuple[str, ...]
    size: Range | None
    entries: Entries | None = None


class Sizes:
    """The sizes within one expression; what was learnt of its nodes is kept by their identity."""

    def __init__(self, environment: Environment) -> None:
        self.root = environment.root
        self.paths = dict[int, tuple[str, ...]]()
        self.sizes = dict[int, Range]()
        self.entries = dict[int, Entries]()
        self.locals = dict[str, list[Local]]()

    def push(self, name: str, local: Local) -> None:
        self.locals.setdefault(name, []).append(local)

    def pop(self, name: str) -> None:
        self.locals[name].pop()

    def local(self, name: str) -> Local | None:
        found = self.locals.get(name)
        return found[-1] if found else None

    def path(self, node: Node) -> tuple[str, ...]:
        if isinstance(node, Name) and (known := self.local(node.name)):
            return known.path
        return self.paths.get(id(node), ())

    def part(self, node: Node) -> Part:
        path = self.path(node)
        if path and path[0] in ("__result__", "@result"):
            path = ()
        value = node.value if isinstance(node, Literal) else None
        return Part(path or None, node.type, self.size(node), value)

    def size_of_part(self, part: Part) -> Range:
        """Return the size of a part, if need be any."""
        if part.size is not None:
            return part.size
        found = self.size_at(part.path or ())
        return ANY_SIZE if found is None else found

    def size_at(self, path: Sequence[str]) -> Range | None:
        """Return the size that a schema allows at a path; None if it says nothing.

        As upstream, whatever a path begins with stands for the root of the schema.
        """
        if not path:
            return None
        shape: Shape | None = self.root
        for step in path[1:]:
            if shape is None:
                return None
            if step in ("@items", "@values"):
                shape = shape.element
            elif step == "@keys":
                shape = shape.key
            else:
                shape = shape.fields.get(step)
        return Range(0, shape.most) if shape is not None else None

    def known_size(self, node: Node) -> Range:
        found = self.size(node)
        return ANY_SIZE if found is None else found

    def size(self, node: Node) -> Range | None:
        """Return the size of what a node gives; None if nothing is known."""
        known = self.sizes.get(id(node))
        if known is None:
            known = _literal_size(node)
        if known is None:
            known = self.size_at(self.path(node))
            if known is not None:
                self.sizes[id(node)] = known
        if known is None and _is_scalar(node.type):
            return ONE
        if known is None and isinstance(node, Name) and (local := self.local(node.name)):
            return local.size
        return known

    def entries_of(self, node: Node) -> Entries | None:
        known = self.entries.get(id(node))
        if known is None and isinstance(node, Name) and (local := self.local(node.name)):
            return local.entries
        return known

    def copy_sizes(self, node: Node, source: Node) -> None:
        found, entries = self.size(source), self.entries_of(source)
        if found is not None:
            self.sizes[id(node)] = found
        if entries is not None:
            self.entries[id(node)] = entries


def _literal_size(node: Node) -> Range | None:
    if isinstance(node, Literal):
        letters = size(node.value)
        return ONE if letters is None else Range(letters, letters)
    count = (
        len(node.elements)
        if isinstance(node, ListNode)
        else len(node.entries)
        if isinstance(node, MapNode)
        else None
    )
    return None if count is None else Range(count, count)


def _is_scalar(kind: Type) -> bool:
    if kind.sort == OPAQUE and kind.name == OPTIONAL_NAME:
        return _is_scalar(kind.parameters[0])
    return kind in SCALARS
