"""What an expression may speak of: variables, types with fields, functions and macros.

Upstream rule: Kubernetes `cel/environment/base.go`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache

from minik import shelf
from minik.cel import libraries, types
from minik.cel.declarations import Expand, Library, Overload
from minik.cel.escaping import KEYWORDS
from minik.cel.shapes import Shape
from minik.cel.types import DYN, Type, type_of
from minik.light_typing import TypeAlias

Tables: TypeAlias = tuple[
    Mapping[str, tuple[Overload, ...]], Mapping[tuple[str, int, bool], Expand], Mapping[str, Type]
]


class Environment:
    """Variables by name, with a type or the Shape of their schema.

    `extra` names libraries beside those that every environment has. `objects` are types that may be
    constructed, by name; with `open_root` every type below it (`Object.spec`) is one, of any fields.
    `root` is the shape whose bounds the estimate of costs knows.
    """

    def __init__(
        self,
        variables: Mapping[str, Shape | Type],
        extra: Collection[str] = (),
        objects: Mapping[str, Shape] | None = None,
        open_root: str = "",
        root: Shape | None = None,
    ) -> None:
        self.functions, self.macros, types_by_name = tables(frozenset(extra))
        self.identifiers = dict(types_by_name)
        self.shapes = dict[str, Shape]()
        self.variables = {name: kind for name, kind in variables.items() if isinstance(kind, Shape)}
        self.objects, self.open_root, self.root = frozenset(objects or ()), open_root, root
        for name, kind in variables.items():
            self.identifiers[name] = kind.type if isinstance(kind, Shape) else kind
        for shape in (*self.variables.values(), *(objects or {}).values()):
            self.shapes.update(shape.objects())

    def fields(self, type_name: str) -> Mapping[str, Type] | None:
        """Return the types of an object's fields; None if there is no such type."""
        if self.is_open(type_name):
            return AnyFields(type_name)
        shape = self.shapes.get(type_name)
        return shape.field_types if shape else None

    def field_name(self, type_name: str, field: str) -> str:
        """Return the name of a field: one that is a word of the language may be written plainly."""
        fields, escaped = self.fields(type_name) or {}, f"__{field}__"
        return escaped if field in KEYWORDS and field not in fields and escaped in fields else field

    def constructible(self, type_name: str) -> bool:
        return type_name in self.objects or self.is_open(type_name)

    def is_open(self, type_name: str) -> bool:
        root = self.open_root
        return bool(root) and (type_name == root or type_name.startswith(f"{root}."))


class AnyFields(Mapping[str, Type]):
    """The fields of an object of which nothing is known."""

    def __init__(self, type_name: str) -> None:
        self.type_name = type_name

    def __getitem__(self, field: str) -> Type:
        return DYN

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0

    def __contains__(self, field: object) -> bool:
        return True


def loaded() -> Mapping[str, Library]:
    """Return all libraries by name."""
    modules = shelf.load(libraries.__name__, libraries.__path__)
    return {name: module.LIBRARY for name, module in modules.items()}


@cache
def tables(extra: frozenset[str]) -> Tables:
    """Return the functions, macros and types of the default libraries and of those by name."""
    chosen = [library for name, library in loaded().items() if library.default or name in extra]
    macros, kinds = dict[tuple[str, int, bool], Expand](), dict[str, Type]()
    for library in chosen:
        macros.update(library.macros)
        kinds.update((name, type_of(kind)) for name, kind in library.types.items())
    return dict(_gathered(chosen)), macros, kinds


def _gathered(chosen: Sequence[Library]) -> Iterator[tuple[str, tuple[Overload, ...]]]:
    """Yield each function with the overloads of all libraries that have it."""
    functions = dict[str, list[Overload]]()
    for library in chosen:
        for name, overloads in library.functions.items():
            functions.setdefault(name, []).extend(overloads)
    yield from ((name, tuple(overloads)) for name, overloads in functions.items())


__all__ = ["Environment", "types"]
