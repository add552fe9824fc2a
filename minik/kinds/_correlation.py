"""Which value of the old object a value of the new one goes with.

Fields go by their names, items of a list that is a map by its keys; items of other lists, and what is in an
atomic map, go with nothing. What did not change is not judged anew (ratcheting): where a value goes with nothing,
the nearest value around it that does decides.

Upstream rule: apiserver `pkg/cel/common/equality.go` and `maplist.go`.
"""

from collections.abc import Iterable, Mapping

from minik.light_typing import Any, NamedTuple, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
LIST_TYPE, LIST_MAP_KEYS, MAP_TYPE = (
    "x-kubernetes-list-type",
    "x-kubernetes-list-map-keys",
    "x-kubernetes-map-type",
)
MISSING = object()


class Pair(NamedTuple):
    """A new and an old value that go together."""

    new: Any
    old: Any

    def is_unchanged(self) -> bool:
        return bool(self.new == self.old)


class Correlation(NamedTuple):
    """The pair of a value, if it has one, and that of the nearest value around it that has."""

    current: Pair | None = None
    around: Pair | None = None

    def is_unchanged(self) -> bool:
        """Return whether a problem of the value was there before."""
        pair = self.current or self.around
        return pair is not None and pair.is_unchanged()

    def field(self, name: str, schema: Schema) -> "Correlation":
        """Return the correlation of a field of an object or a value of a map."""
        if self.current is None:
            return self
        if self.around is None and name in ("apiVersion", "kind"):
            return Correlation()
        old = old_field(self.current.old, name, schema)
        new = self.current.new.get(name, MISSING) if isinstance(self.current.new, dict) else MISSING
        pair = None if MISSING in (new, old) else Pair(new, old)
        return Correlation(pair, self.current)

    def item(self, index: int, schema: Schema) -> "Correlation":
        """Return the correlation of an item of a list."""
        if self.current is None:
            return self
        new, old = self.current
        found = old_item(new[index], old, schema)
        return Correlation(None if found is MISSING else Pair(new[index], found), self.current)


def old_field(old: Any, name: str, schema: Schema) -> Any:
    """Return what an old object has of a name; MISSING where fields do not go together."""
    if schema.get(MAP_TYPE) == "atomic" or not isinstance(old, dict):
        return MISSING
    return old.get(name, MISSING)


def old_item(item: Any, old: Any, schema: Schema) -> Any:
    """Return the item of an old list with the same keys; MISSING if there is none."""
    if schema.get(LIST_TYPE) != "map" or not isinstance(item, dict) or not isinstance(old, list):
        return MISSING
    keys = _keys_of(item, schema)
    same = (other for other in old if isinstance(other, dict) and _keys_of(other, schema) == keys)
    return next(same, MISSING)


def _keys_of(item: Mapping[str, Any], schema: Schema) -> list[Any]:
    """Return the values of an item's keys; a missing one has the default of its schema."""
    properties = (schema.get("items") or {}).get("properties") or {}
    return [
        item.get(key, (properties.get(key) or {}).get("default"))
        for key in schema.get(LIST_MAP_KEYS) or ()
    ]


def at_path(new: Any, old: Any, schema: Schema, path: Iterable[Any]) -> Correlation:
    """Return the correlation of the value at a path of names and indexes."""
    found = Correlation(Pair(new, old))
    for step in path:
        if isinstance(step, int):
            found, inner = found.item(step, schema), schema.get("items")
        else:
            inner = (schema.get("properties") or {}).get(step, schema.get("additionalProperties"))
            found = found.field(step, schema)
        schema = inner if isinstance(inner, Mapping) else {}
    return found
