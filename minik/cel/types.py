"""Types of expressions, and how the server writes them.

Upstream rule: cel-go `common/types`, `checker/format.go`.
"""

from minik.light_typing import NamedTuple

LIST, MAP, OBJECT, OPAQUE, PARAMETER, TYPE, PLAIN = (
    "list",
    "map",
    "object",
    "opaque",
    "parameter",
    "type",
    "plain",
)
OPTIONAL_NAME = "optional_type"


class Type(NamedTuple):
    """A type: its sort, its name and what it is made of."""

    sort: str
    name: str
    parameters: "tuple[Type, ...]" = ()

    def __str__(self) -> str:
        """Return the type as error messages write it."""
        name = WRITTEN.get(self.name, self.name) if self.sort == PLAIN else self.name
        inner = ", ".join(map(str, self.parameters))
        return f"{name}({inner})" if inner else name


def _plain(name: str) -> Type:
    return Type(PLAIN, name)


BOOL, INT, UINT, DOUBLE = _plain("bool"), _plain("int"), _plain("uint"), _plain("double")
STRING, BYTES, NULL, DYN = _plain("string"), _plain("bytes"), _plain("null_type"), _plain("dyn")
TIMESTAMP = _plain("google.protobuf.Timestamp")
DURATION = _plain("google.protobuf.Duration")
ERROR = _plain("!error!")
ANY_TYPE = Type(TYPE, "type")
WRITTEN = {
    "null_type": "null",
    "google.protobuf.Timestamp": "timestamp",
    "google.protobuf.Duration": "duration",
}
SCALARS = frozenset({BOOL, DOUBLE, DURATION, INT, TIMESTAMP, UINT})  # of a size known beforehand
NULLABLE_SORTS = frozenset({OPAQUE, OBJECT})
NULLABLE = frozenset({TIMESTAMP, DURATION})


def list_of(element: Type) -> Type:
    return Type(LIST, "list", (element,))


def map_of(key: Type, value: Type) -> Type:
    return Type(MAP, "map", (key, value))


def optional_of(value: Type) -> Type:
    return Type(OPAQUE, OPTIONAL_NAME, (value,))


def object_type(name: str) -> Type:
    return Type(OBJECT, name)


def opaque(name: str) -> Type:
    return Type(OPAQUE, name)


def parameter(name: str) -> Type:
    return Type(PARAMETER, name)


def type_of(value: Type) -> Type:
    return Type(TYPE, "type", (value,))


def unwrap_optional(kind: Type) -> tuple[Type, bool]:
    """Return what an optional type holds and True; another type and False."""
    if kind.sort == OPAQUE and kind.name == OPTIONAL_NAME:
        return kind.parameters[0], True
    return kind, False
