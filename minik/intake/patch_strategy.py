"""Patch strategies: how each field is merged, by its schema.

A list is replaced whole, or merged element by element; then a merge key identifies its elements. Of
a union (a strategy, a volume) only the members in the patch are retained. Upstream: apimachinery
`strategicpatch`.
"""

from collections.abc import Callable, Hashable, Iterable
from functools import cache

from minik import schemas
from minik.errors import ClientError, Unexpected
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model.go_values import format_value
from minik.model.object import Object

DIRECTIVE, RETAIN = "$patch", "$retainKeys"
ORDER, REMOVE = "$setElementOrder/", "$deleteFromPrimitiveList/"
List: TypeAlias = list[Any]


class Field(NamedTuple):
    """How a field is merged. `shape` is the definition of its value or list elements, which `key`
    identifies.
    """

    shape: str = ""
    strategy: str = ""
    key: str = ""
    retain: bool = False


PLAIN = Field()


@cache
def merge_rules(shape: str) -> dict[str, Field]:
    """Return how the fields of a definition are merged, if it is not the default way."""
    properties = schemas.definition(shape).get("properties", {}) if shape else {}
    rules = {name: _merge_rule(schema) for name, schema in properties.items()}
    return {name: field for name, field in rules.items() if field != PLAIN}


def check_field(shape: str, name: str) -> None:
    """Raise Unexpected if a definition has no such field."""
    properties = schemas.definition(shape).get("properties", {}) if shape else {}
    if properties and name not in properties:
        struct = shape.rpartition(".")[2]
        raise Unexpected(f'unable to find api field in struct {struct} for the json field "{name}"')


def _merge_rule(schema: schemas.Schema) -> Field:
    words = schema.get("patchStrategy", "").split(",")
    value = schema.get("items") or schema
    strategy = next((word for word in words if word not in ("", "retainKeys")), "")
    return Field(
        value.get("$ref", ""), strategy, schema.get("patchMergeKey", ""), "retainKeys" in words
    )


def merge_key(item: Object, field: Field) -> Any:
    """Return an element's merge key; raise ClientError if it has none."""
    if field.key not in item:
        raise ClientError(
            f"map: {format_value(item)} does not contain declared merge key: {field.key}"
        )
    return item[field.key]


def check_array(value: Any) -> Any:
    """Return a value of which an order is set; raise ClientError unless it is a list."""
    if not isinstance(value, list):
        name = {dict: "map[string]interface {}", str: "string", bool: "bool", float: "float64"}
        raise ClientError(
            f"expected a []interface {{}}, but received a {name.get(type(value), 'int64')}"
        )
    return value


def check_list(value: Any, of: type, what: str) -> List:
    """Return the value of a directive; raise ClientError unless it is a list of this type."""
    if not isinstance(value, list) or not all(isinstance(item, of) for item in value):
        raise ClientError(f"invalid patch format of {what}")
    return value


def element_type(*lists: List) -> type:
    """Return the common type of the lists' elements; raise ClientError if they differ."""
    types = {float if type(item) is int else type(item) for items in lists for item in items}
    if list in types:
        raise ClientError("lists of lists are not supported")
    if len(types) != 1:
        raise ClientError(f"list element types are not identical: {format_value(list(lists))}")
    return types.pop()


def identify_by(key: str) -> Callable[[Any], Hashable]:
    """Return the function that identifies elements: by their merge key, or without one by value."""
    return (lambda item: _hashable(item.get(key))) if key else _hashable


def _hashable(value: Any) -> Hashable:
    return format_value(value) if isinstance(value, (dict, list)) else value


def first_positions(items: List, key: str) -> dict[Hashable, int]:
    """Map each element's identity to its first index."""
    identify = identify_by(key)
    return {identify(item): place for place, item in reversed(list(enumerate(items)))}


def sort_like(items: Iterable[Any], order: List, key: str) -> List:
    """Sort elements like another list; those not in it come first, delete directives last."""
    positions, identify = first_positions(order, key), identify_by(key)
    end = len(order)
    return sorted(
        items,
        key=lambda item: (
            end if key and item.get(DIRECTIVE) == "delete" else positions.get(identify(item), -1)
        ),
    )
