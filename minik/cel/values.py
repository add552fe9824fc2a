"""The values that expressions compute with.

JSON is taken as Python has it. What JSON has not, stands here: unsigned numbers, moments, durations,
optional values, types, lists that are sets or maps, objects that an expression made. Values of libraries
(addresses, quantities and the like) have a `cel_type`.

Upstream rules: cel-go `common/types`, Kubernetes `cel/common/valuesunstructured.go`.
"""

from collections.abc import Iterator, Mapping

from minik.cel import types
from minik.cel.types import Type
from minik.light_typing import Any, NamedTuple

LARGEST_INT, LARGEST_UINT = 2**63 - 1, 2**64 - 1
NO_OVERLOAD = "no such overload"


class EvaluationError(Exception):
    """An expression has no value; the message is the server's, `cost` is what it took until then."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
        self.cost = 0


class NoOverload(EvaluationError):
    """A function is not for values of such types; `call` is the call, where the server names it."""

    def __init__(self, call: str = "") -> None:
        super().__init__(f"{NO_OVERLOAD}: {call}" if call else NO_OVERLOAD)


class CostExceeded(EvaluationError):
    """An expression takes more than it may, which no `||` makes good."""

    def __init__(self) -> None:
        super().__init__("operation cancelled: actual cost limit exceeded")


class Uint(int):
    """An unsigned number."""

    __slots__ = ()


class Timestamp(NamedTuple):
    """A moment: nanoseconds since 1970, and how many seconds east of UTC it was written."""

    nanoseconds: int
    offset: int = 0


class Duration(NamedTuple):
    """A length of time in nanoseconds."""

    nanoseconds: int


class Optional:
    """A value that may be missing."""

    __slots__ = ("has_value", "value")
    cel_type = types.optional_of(types.DYN)

    def __init__(self, value: Any = None, *, has_value: bool = True) -> None:
        self.value, self.has_value = value, has_value

    def get(self) -> Any:
        if not self.has_value:
            raise EvaluationError("optional.none() dereference")
        return self.value


NOTHING = Optional(has_value=False)


class TypeValue(NamedTuple):
    """A type as a value."""

    type: Type

    @property
    def name(self) -> str:
        return self.type.name


class SetList(list[Any]):
    """A list whose order means nothing (`x-kubernetes-list-type: set`)."""

    __slots__ = ()


class MapList(list[Any]):
    """A list of objects that are known by keys (`x-kubernetes-list-type: map`)."""

    __slots__ = ("keys",)

    def __init__(self, items: Any, keys: tuple[str, ...]) -> None:
        super().__init__(items)
        self.keys = keys

    def key(self, item: Any) -> tuple[Any, ...]:
        """Return what an item is known by, in a form that can be compared."""
        return tuple(_hashable(item.get(name)) for name in self.keys)


def _hashable(value: Any) -> Any:
    return value if value.__hash__ else repr(value)


class Constructed(dict[str, Any]):
    """An object that an expression made, with the name of its type."""

    def __init__(self, type_name: str, fields: Mapping[str, Any]) -> None:
        super().__init__(fields)
        self.type_name = type_name

    @property
    def cel_type(self) -> Type:
        return types.object_type(self.type_name)


PLAIN_TYPES: dict[type, Type] = {
    bool: types.BOOL,
    int: types.INT,
    Uint: types.UINT,
    float: types.DOUBLE,
    str: types.STRING,
    bytes: types.BYTES,
    type(None): types.NULL,
    Timestamp: types.TIMESTAMP,
    Duration: types.DURATION,
    list: types.list_of(types.DYN),
    SetList: types.list_of(types.DYN),
    MapList: types.list_of(types.DYN),
    dict: types.map_of(types.DYN, types.DYN),
    TypeValue: types.ANY_TYPE,
}
NUMBERS = frozenset({int, float, Uint})
SAME = frozenset({bool, int, float, str, bytes, type(None), Uint})
LISTS = frozenset({list, SetList, MapList})


def type_of(value: Any) -> Type:
    """Return the type of a value; what lists and maps hold is not looked at."""
    known = PLAIN_TYPES.get(value.__class__)
    if known is not None:
        return known
    own: Type | None = getattr(value, "cel_type", None)
    return own or (PLAIN_TYPES[dict] if isinstance(value, Mapping) else types.DYN)


def equal(left: Any, right: Any) -> bool:
    """Return whether two values are equal; values of different types are not, but for numbers."""
    kind, other = left.__class__, right.__class__
    if kind is other and kind in SAME:
        return bool(left == right)
    if kind in NUMBERS:
        return other in NUMBERS and bool(left == right)
    if kind in LISTS:
        return other in LISTS and _equal_lists(left, right)
    if isinstance(left, Mapping):
        return isinstance(right, Mapping) and _equal_maps(left, right)
    if kind is not other:
        return False
    if kind is Timestamp:
        return bool(left.nanoseconds == right.nanoseconds)
    if kind is Optional:
        same = left.has_value == right.has_value
        return bool(same and (not left.has_value or equal(left.value, right.value)))
    return bool(left == right)


def _equal_lists(left: list[Any], right: list[Any]) -> bool:
    if len(left) != len(right):
        return False
    if isinstance(left, SetList):
        return all(contains(right, item) for item in left)
    if isinstance(left, MapList):
        known = {left.key(item): item for item in right if isinstance(item, Mapping)}
        return all(left.key(item) in known and equal(item, known[left.key(item)]) for item in left)
    return all(map(equal, left, right))


def _equal_maps(left: Mapping[Any, Any], right: Mapping[Any, Any]) -> bool:
    return len(left) == len(right) and all(
        key in right and equal(value, right[key]) for key, value in left.items()
    )


def contains(items: Any, wanted: Any) -> bool:
    """Return whether a list has an item."""
    if wanted.__class__ is str:
        return wanted in items
    return any(equal(item, wanted) for item in items)


def size(value: Any) -> int | None:
    """Return how many letters, bytes, items or keys a value has; None for any other value."""
    if value.__class__ in (str, bytes) or value.__class__ in LISTS or isinstance(value, Mapping):
        return len(value)
    return None


def cost_size(value: Any) -> int:
    """Return a size as costs count it: what has none counts as 1."""
    if value.__class__ is Optional and value.has_value:
        return cost_size(value.value)
    own = getattr(value, "cost_size", None)
    if own is not None:
        return int(own)
    known = size(value)
    return 1 if known is None else known


def traversal_cost(value: Any) -> int:
    """Return what it costs to look at a whole value."""
    if value.__class__ in (str, bytes):
        return int(len(value.encode() if isinstance(value, str) else value) * 0.1)
    if value.__class__ in LISTS:
        return sum(map(traversal_cost, value))
    if isinstance(value, Mapping):
        return sum(traversal_cost(key) + traversal_cost(part) for key, part in value.items())
    return 1


def iterate(value: Any) -> Iterator[Any]:
    """Yield the items of a list or the keys of a map; raise EvaluationError for other values."""
    if value.__class__ in LISTS or isinstance(value, Mapping):
        return iter(value)
    raise EvaluationError(f"got '{type_of(value).name}', expected iterable type")
