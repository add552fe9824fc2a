"""Values that may be missing.

Upstream rule: cel-go `cel/library.go` (`OptionalTypes`).
"""

from collections.abc import Mapping, Sequence

from minik.cel import macros
from minik.cel.declarations import Library, Overload, function, method
from minik.cel.macros import MacroError
from minik.cel.tree import Call, Name, Node
from minik.cel.types import BOOL, DYN, INT, STRING, list_of, map_of, optional_of, parameter
from minik.cel.values import NOTHING, Duration, EvaluationError, Optional, Timestamp
from minik.light_typing import Any

K, V = parameter("K"), parameter("V")
MAYBE = optional_of(V)
ITEMS, ENTRIES = list_of(V), map_of(K, V)
ZERO_MOMENT = -62135596800 * 10**9  # the first of the year 1


def non_zero(value: Any) -> Optional:
    return NOTHING if is_zero(value) else Optional(value)


def is_zero(value: Any) -> bool:
    """Return whether a value is empty, zero or the like."""
    if value is None:
        return True
    if value.__class__ is Timestamp:
        return bool(value.nanoseconds == ZERO_MOMENT)
    if value.__class__ is Duration:
        return not value.nanoseconds
    if value.__class__ is Optional:
        return not value.has_value
    if isinstance(value, (bool, int, float, str, bytes, list, Mapping)):
        return not value
    return False


def unwrapped(items: Sequence[Any]) -> list[Any]:
    for item in items:
        if item.__class__ is not Optional:
            raise EvaluationError(f"value {item} is not optional")
    return [item.value for item in items if item.has_value]


def _variable(name: str, node: Node) -> str:
    if not isinstance(node, Name):
        raise MacroError(node.at, f"{name}() variable name must be a simple identifier")
    return node.name


def opt_map(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    return _mapped("optMap", at, target, arguments)


def opt_flat_map(at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    return _mapped("optFlatMap", at, target, arguments)


def _mapped(name: str, at: int, target: Node | None, arguments: Sequence[Node]) -> Node:
    """Return what is computed of a value, if there is one."""
    assert target is not None
    variable = _variable(name, arguments[0])
    value = Call(at, "value", [], target.copy())
    inner = macros.bind(at, variable, value, arguments[1])
    found = inner if name == "optFlatMap" else Call(at, "optional.of", [inner])
    is_there = Call(at, "hasValue", [], target)
    return Call(at, "_?_:_", [is_there, found, Call(at, "optional.none", [])])


def _access(name: str, parameters: tuple[Any, ...]) -> Overload:
    return Overload(name, parameters, MAYBE)


LIBRARY = Library(
    functions={
        "optional.of": (function("optional_of", (V,), MAYBE, Optional),),
        "optional.ofNonZeroValue": (function("optional_ofNonZeroValue", (V,), MAYBE, non_zero),),
        "optional.none": (function("optional_none", (), MAYBE, lambda: NOTHING),),
        "value": (method("optional_value", (MAYBE,), V, Optional.get),),
        "hasValue": (method("optional_hasValue", (MAYBE,), BOOL, lambda value: value.has_value),),
        "or": (Overload("optional_or_optional", (MAYBE, MAYBE), MAYBE, is_member=True),),
        "orValue": (Overload("optional_orValue_value", (MAYBE, V), V, is_member=True),),
        "_?._": (_access("select_optional_field", (DYN, STRING)),),
        "_[?_]": (
            _access("list_optindex_optional_int", (ITEMS, INT)),
            _access("optional_list_optindex_optional_int", (optional_of(ITEMS), INT)),
            _access("map_optindex_optional_value", (ENTRIES, K)),
            _access("optional_map_optindex_optional_value", (optional_of(ENTRIES), K)),
        ),
        "_[_]": (
            _access("optional_list_index_int", (optional_of(ITEMS), INT)),
            _access("optional_map_index_value", (optional_of(ENTRIES), K)),
        ),
        "first": (
            method(
                "list_first",
                (ITEMS,),
                MAYBE,
                lambda items: Optional(items[0]) if items else NOTHING,
            ),  # fmt: skip
        ),
        "last": (
            method(
                "list_last",
                (ITEMS,),
                MAYBE,
                lambda items: Optional(items[-1]) if items else NOTHING,
            ),  # fmt: skip
        ),
        "optional.unwrap": (function("optional_unwrap", (list_of(MAYBE),), ITEMS, unwrapped),),
        "unwrapOpt": (method("optional_unwrapOpt", (list_of(MAYBE),), ITEMS, unwrapped),),
    },
    macros={("optMap", 2, True): opt_map, ("optFlatMap", 2, True): opt_flat_map},
    types={"optional_type": MAYBE},
)
