"""Merge strategies: what a field's definition says about laying a patch over it.

A list is replaced whole, or merged element by element; then a key tells its elements apart. Of a union (a strategy, a volume) only
the members that the patch names are retained. Upstream: apimachinery `strategicpatch`.
"""
from collections.abc import Callable, Hashable, Iterable
from functools import cache
from typing import Any, NamedTuple, TypeAlias

from minik import schemas
from minik.errors import ClientError
from minik.model.go_values import printed
from minik.model.object import Object

DIRECTIVE, RETAIN = "$patch", "$retainKeys"
ORDER, REMOVE = "$setElementOrder/", "$deleteFromPrimitiveList/"
List: TypeAlias = list[Any]


class Field(NamedTuple):
    """How a field is merged: `shape` is the definition of its value, or of the elements of a list; `key` tells these apart."""

    shape: str = ""
    strategy: str = ""
    key: str = ""
    retain: bool = False


PLAIN = Field()


@cache
def fields(shape: str) -> dict[str, Field]:
    """How the fields of a definition are merged; a field without a rule of its own is not listed."""
    properties = schemas.definition(shape).get("properties", {}) if shape else {}
    found = {name: _field(schema) for name, schema in properties.items()}
    return {name: field for name, field in found.items() if field != PLAIN}


def _field(schema: schemas.Schema) -> Field:
    words = schema.get("patchStrategy", "").split(",")
    value = schema.get("items") or schema
    strategy = next((word for word in words if word not in ("", "retainKeys")), "")
    return Field(value.get("$ref", ""), strategy, schema.get("patchMergeKey", ""), "retainKeys" in words)


def key_of(item: Object, field: Field) -> Any:
    """What tells an element from the others; one without it cannot be merged."""
    if field.key not in item:
        raise ClientError(f"map: {printed(item)} does not contain declared merge key: {field.key}")
    return item[field.key]


def listed(value: Any, of: type, what: str) -> List:
    """What a directive names, which must be a list, and of such elements."""
    if not isinstance(value, list) or not all(isinstance(item, of) for item in value):
        raise ClientError(f"invalid patch format of {what}")
    return value


def element(*lists: List) -> type:
    """What the lists hold, which must be one and the same."""
    found = {float if type(item) is int else type(item) for items in lists for item in items}
    if list in found:
        raise ClientError("lists of lists are not supported")
    if len(found) != 1:
        raise ClientError(f"list element types are not identical: {printed(list(lists))}")
    return found.pop()


def identity(key: str) -> Callable[[Any], Hashable]:
    """By what elements are told apart: their key, or, where there is none, their value."""
    return (lambda item: _hashable(item.get(key))) if key else _hashable


def _hashable(value: Any) -> Hashable:
    return printed(value) if isinstance(value, (dict, list)) else value


def places(items: List, key: str) -> dict[Hashable, int]:
    """Where in a list each element first stands."""
    named = identity(key)
    return {named(item): place for place, item in reversed(list(enumerate(items)))}


def in_order(items: Iterable[Any], order: List, key: str) -> List:
    """Elements in the order of another list; those it does not hold come first, orders to delete last."""
    place, named = places(order, key), identity(key)
    end = len(order)
    return sorted(items, key=lambda item: end if key and item.get(DIRECTIVE) == "delete" else place.get(named(item), -1))
