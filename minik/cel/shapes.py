"""Shapes: the types of a schema, how large its values may be, and how JSON becomes typed values.

Upstream rules: Kubernetes `cel/common/schemas.go`, `cel/types.go`, `cel/common/valuesunstructured.go`.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from minik.cel import types
from minik.cel.escaping import escape
from minik.cel.types import Type
from minik.light_typing import Any, TypeAlias

Schema: TypeAlias = Mapping[str, Any]
Convert: TypeAlias = Callable[[Any], Any]
MOST_BYTES = 3 * 1024 * 1024  # of a request
INT_OR_STRING, EMBEDDED = "x-kubernetes-int-or-string", "x-kubernetes-embedded-resource"
LONGEST_DURATION = LONGEST_MOMENT = 32
DATE = 12
LEAST = {"duration": 3, "date": DATE, "date-time": 21}
LONGEST = {"duration": LONGEST_DURATION, "date": DATE, "date-time": LONGEST_MOMENT}
FORMATS = {
    "byte": types.BYTES,
    "duration": types.DURATION,
    "date": types.TIMESTAMP,
    "date-time": types.TIMESTAMP,
}
SCALARS = {"boolean": (types.BOOL, 4), "number": (types.DOUBLE, 1), "integer": (types.INT, 1)}
TEXT: Schema = {"type": "string"}
ROOT_METADATA: Schema = {"type": "object", "properties": {"name": TEXT, "generateName": TEXT}}


class Shape:
    """A type with its bounds: at most so many letters, items or keys; at least so many bytes of JSON.

    `fields` are those of an object by their escaped names, `element` is what a list or map holds.
    """

    def __init__(
        self,
        kind: Type,
        *,
        most: int = 0,
        least_bytes: int = 1,
        element: "Shape | None" = None,
        key: "Shape | None" = None,
        fields: "Mapping[str, Shape] | None" = None,
    ) -> None:
        self.type, self.most, self.least_bytes = kind, most, least_bytes
        self.element, self.key, self.fields = element, key, fields or {}

    @cached_property
    def field_types(self) -> Mapping[str, Type]:
        return {name: shape.type for name, shape in self.fields.items()}

    def objects(self) -> "Iterator[tuple[str, Shape]]":
        """Yield the shapes of all objects within, by the name of their type."""
        if self.type.sort == types.OBJECT:
            yield self.type.name, self
        for shape in (*self.fields.values(), *((self.element,) if self.element else ())):
            yield from shape.objects()


STRING = Shape(types.STRING, most=MOST_BYTES - 2, least_bytes=2)
NAME_OF_KEY = Shape(types.STRING, least_bytes=2)  # a server takes keys to be of no length


def with_root_fields(schema: Schema) -> Schema:
    """Return the schema of a whole object, of which apiVersion, kind and names are always known."""
    properties = dict(schema.get("properties") or {})
    metadata = properties.get("metadata") or {}
    known = metadata.get("properties") or {}
    if "name" in known and "generateName" in known and {"kind", "apiVersion"} <= set(properties):
        return schema
    fields = {**properties, "kind": TEXT, "apiVersion": TEXT, "metadata": ROOT_METADATA}
    return {**schema, "type": "object", "properties": fields}


def shape_of_schema(schema: Schema, name: str, *, is_root: bool = False) -> Shape | None:
    """Return the shape of a structural schema, whose objects are called `name` and below it; None
    for a schema that expressions do not see.
    """
    if schema.get(INT_OR_STRING):
        most = _most_letters(schema, MOST_BYTES - 2)
        return Shape(types.DYN, most=most, least_bytes=1)
    if is_root:
        schema = with_root_fields(schema)
    kind = schema.get("type")
    if kind == "array":
        return _list_shape(schema, name)
    if kind == "object":
        return _object_shape(schema, name)
    if kind == "string":
        return _text_shape(schema)
    if kind in SCALARS:
        scalar, least = SCALARS[kind]
        return Shape(scalar, most=0, least_bytes=least)
    return None


def _most_letters(schema: Schema, otherwise: int) -> int:
    limit = schema.get("maxLength")
    return max(limit, 0) * 4 if limit is not None else otherwise


def _text_shape(schema: Schema) -> Shape:
    form, limit = schema.get("format") or "", schema.get("maxLength")
    if form == "byte":
        return Shape(
            types.BYTES, most=max(limit, 0) if limit is not None else MOST_BYTES - 2, least_bytes=2
        )
    if form in LEAST:
        return Shape(FORMATS[form], most=LONGEST[form], least_bytes=LEAST[form])
    choices = [choice for choice in schema.get("enum") or () if isinstance(choice, str)]
    longest = max((len(choice.encode()) for choice in choices), default=0)
    otherwise = longest if schema.get("enum") else MOST_BYTES - 2
    return Shape(types.STRING, most=_most_letters(schema, otherwise), least_bytes=2)


def _list_shape(schema: Schema, name: str) -> Shape | None:
    items = schema.get("items")
    if not isinstance(items, Mapping):
        return None
    element = shape_of_schema(items, f"{name}.@idx", is_root=bool(items.get(EMBEDDED)))
    if element is None:
        return None
    limit = schema.get("maxItems")
    most = max(limit, 0) if limit is not None else (MOST_BYTES - 2) // (element.least_bytes + 1)
    return Shape(types.list_of(element.type), most=most, least_bytes=2, element=element)


def _object_shape(schema: Schema, name: str) -> Shape | None:
    additional = schema.get("additionalProperties")
    if isinstance(additional, Mapping):
        return _map_shape(schema, additional, name)
    required = schema.get("required") or ()
    fields, least = dict[str, Shape](), 2
    for field, part in (schema.get("properties") or {}).items():
        escaped = escape(field)
        inner = f"{name}.{escaped}" if escaped else f"{name}.{field}"
        shape = shape_of_schema(part, inner, is_root=bool(part.get(EMBEDDED)))
        if shape is None:
            continue
        if escaped is not None:
            fields[escaped] = shape
        if field in required and part.get("default") is None:
            least += len(field.encode()) + shape.least_bytes + 4
    return Shape(types.object_type(name), most=0, least_bytes=least, fields=fields)


def _map_shape(schema: Schema, additional: Schema, name: str) -> Shape | None:
    element = shape_of_schema(additional, f"{name}.@elem", is_root=bool(additional.get(EMBEDDED)))
    if element is None:
        return None
    limit = schema.get("maxProperties")
    most = max(limit, 0) if limit is not None else (MOST_BYTES - 2) // (element.least_bytes + 6)
    kind = types.map_of(types.STRING, element.type)
    return Shape(kind, most=most, least_bytes=2, element=element, key=NAME_OF_KEY)
