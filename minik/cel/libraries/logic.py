"""The operators on truth, equality and choice, access to lists and maps, and the macros of the language."""

from collections.abc import Mapping

from minik.cel import macros, types
from minik.cel.declarations import CallCost, CallParts, Library, Overload, function, method
from minik.cel.types import BOOL, DYN, INT, list_of, map_of, parameter
from minik.cel.values import LISTS, NoOverload, contains, cost_size
from minik.cel.values import size as size_of
from minik.light_typing import Any

A, B = parameter("A"), parameter("B")


def negate(value: Any) -> bool:
    if value.__class__ is not bool:
        raise NoOverload()
    return not value


def within(item: Any, container: Any) -> bool:
    """Return whether a list has an item, or a map a key."""
    if container.__class__ in LISTS:
        return contains(container, item)
    if isinstance(container, Mapping):
        return item.__hash__ is not None and item in container
    raise NoOverload()


def length(value: Any) -> int:
    found = size_of(value)
    if found is None:
        raise NoOverload()
    return found


def _in_list(parts: CallParts) -> CallCost | None:
    size = parts.arguments[1].size
    return CallCost(parts.size_of(parts.arguments[1]) if size is None else size)


def _operator(name: str, parameters: tuple[types.Type, ...], result: types.Type) -> Overload:
    return Overload(name, parameters, result)


SIZED = (types.BYTES, list_of(A), map_of(A, B), types.STRING)
LIBRARY = Library(
    functions={
        "_?_:_": (_operator("conditional", (BOOL, A, A), A),),
        "_&&_": (_operator("logical_and", (BOOL, BOOL), BOOL),),
        "_||_": (_operator("logical_or", (BOOL, BOOL), BOOL),),
        "!_": (function("logical_not", (BOOL,), BOOL, negate),),
        "@not_strictly_false": (_operator("not_strictly_false", (BOOL,), BOOL),),
        "_==_": (_operator("equals", (A, A), BOOL),),
        "_!=_": (_operator("not_equals", (A, A), BOOL),),
        "_[_]": (
            _operator("index_list", (list_of(A), INT), A),
            _operator("index_map", (map_of(A, B), A), B),
        ),
        "@in": (
            function(
                "in_list",
                (A, list_of(A)),
                BOOL,
                within,
                estimate=_in_list,
                track=lambda values, result: cost_size(values[1]),
            ),
            function("in_map", (A, map_of(A, B)), BOOL, within),
        ),
        "size": (
            *(function(f"size_{kind.name}", (kind,), INT, length) for kind in SIZED),
            *(method(f"{kind.name}_size", (kind,), INT, length) for kind in SIZED),
        ),
        "dyn": (function("to_dyn", (A,), DYN, lambda value: value),),
    },
    macros={
        ("has", 1, False): macros.has,
        ("all", 2, True): macros.make_all,
        ("exists", 2, True): macros.make_exists,
        ("exists_one", 2, True): macros.make_exists_one,
        ("map", 2, True): macros.make_map,
        ("map", 3, True): macros.make_map,
        ("filter", 2, True): macros.make_filter,
    },
    types={
        "bool": BOOL,
        "bytes": types.BYTES,
        "double": types.DOUBLE,
        "google.protobuf.Duration": types.DURATION,
        "google.protobuf.Timestamp": types.TIMESTAMP,
        "int": INT,
        "list": list_of(A),
        "map": map_of(A, B),
        "null_type": types.NULL,
        "string": types.STRING,
        "type": types.ANY_TYPE,
        "uint": types.UINT,
    },
)
