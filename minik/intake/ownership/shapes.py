"""Shapes: how a value is split into fields that can have different managers.

A struct has fields, a map has keys, a list is split by keys of its items (`listType: map`) or by
their values (`set`); everything else, atomic maps and lists included, is one leaf. What no schema
describes is split by what it is: maps by key, the rest not at all.
"""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from minik import schemas
from minik.intake import decoding
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object

LEAF, STRUCT, MAP, LIST, SET, UNTYPED = "leaf", "struct", "map", "list", "set", "untyped"
METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
OPAQUE = frozenset((*decoding.SPECIAL, "RawExtension", "JSON", "FieldsV1", "Patch"))
CRD_KEYWORDS = {
    "listType": "x-kubernetes-list-type",
    "listMapKeys": "x-kubernetes-list-map-keys",
    "mapType": "x-kubernetes-map-type",
    "preserveUnknown": "x-kubernetes-preserve-unknown-fields",
    "intOrString": "x-kubernetes-int-or-string",
    "embedded": "x-kubernetes-embedded-resource",
}
KEY_DEFAULTS = {"protocol": "TCP"}  # of the keys that the server fills in before it compares
ZEROS = {"integer": 0, "string": "", "boolean": False}


class Shape:
    """The shape of one value, read from its schema when needed."""

    def __init__(self, schema: schemas.Schema, map_type: str = "") -> None:
        self.schema = schema
        self._map_type = map_type

    def keyword(self, name: str) -> Any:
        """Return a schema keyword by minik's name or that of a CustomResourceDefinition."""
        return self.schema.get(name) or self.schema.get(CRD_KEYWORDS[name])

    @cached_property
    def types(self) -> tuple[str, ...]:
        declared = self.schema.get("type", ())
        return (declared,) if isinstance(declared, str) else tuple(declared)

    @cached_property
    def form(self) -> str:
        if "array" in self.types:
            return {"map": LIST, "set": SET}.get(self.keyword("listType") or "", LEAF)
        if "object" in self.types or self.schema.get("properties"):
            atomic = (self._map_type or self.keyword("mapType")) == "atomic"
            return (
                LEAF
                if atomic
                else STRUCT
                if self.schema.get("properties") or not self.open
                else MAP
            )
        return (
            LEAF
            if self.types or self.keyword("intOrString") or self.schema.get("opaque")
            else UNTYPED
        )

    @cached_property
    def open(self) -> bool:
        """Whether it may have fields that the schema does not name."""
        return bool(
            self.schema.get("additionalProperties")
            or self.keyword("preserveUnknown")
            or self.keyword("embedded")
        )

    @cached_property
    def fields(self) -> Mapping[str, "Shape"]:
        """The shapes of the fields that the schema names."""
        return {
            name: shape_of(part) for name, part in (self.schema.get("properties") or {}).items()
        }

    @cached_property
    def values(self) -> "Shape":
        """The shape of the values under any other key."""
        additional = self.schema.get("additionalProperties")
        return shape_of(additional) if isinstance(additional, dict) else ANY

    @cached_property
    def items(self) -> "Shape":
        return shape_of(self.schema.get("items") or {})

    @property
    def keys(self) -> list[str]:
        """The keys by which list items are identified (listMapKeys)."""
        return sorted(self.keyword("listMapKeys") or ())

    def member(self, name: str) -> "Shape":
        """Return the shape of a field or a map value."""
        return self.fields.get(name) or self.values

    def default(self, key: str) -> Any:
        """Return the default of a list key that an item omits; None if it must not."""
        schema = self.items.schema.get("properties", {}).get(key, {})
        zero = ZEROS.get(shape_of(schema).types[0]) if schema.get("always") else None
        return schema.get("default", KEY_DEFAULTS.get(key, zero))


ANY = Shape({})


def shape_of(schema: schemas.Schema) -> Shape:
    """Return the shape of a schema; a reference may itself be marked atomic."""
    if "$ref" not in schema:
        return Shape(schema)
    referenced = shape_of_definition(schema["$ref"])
    return Shape(referenced.schema, schema["mapType"]) if "mapType" in schema else referenced


@cache
def shape_of_definition(name: str) -> Shape:
    """Return the shape of a definition of the schema bundle."""
    return Shape(
        {"opaque": True} if name.rpartition(".")[2] in OPAQUE else schemas.definition(name)
    )


def shape_of_kind(kind: Kind, api_version: str) -> Shape:
    """Return the shape of a kind's objects. Custom resources get apiVersion, kind and metadata,
    which their schemas leave out.
    """
    definition = kind.definitions[objects.version(api_version)]
    if not kind.custom:
        return shape_of_definition(definition)
    text = {"type": "string"}
    return Shape(
        {
            **definition,
            "type": "object",
            "properties": {
                **(definition.get("properties") or {}),
                "apiVersion": text,
                "kind": text,
                "metadata": {"$ref": METADATA},
            },
        }
    )


def empty_object(kind: Kind, api_version: str) -> Object:
    """Return an empty object of a kind: only what Go always writes, nulls included."""
    return (
        {"apiVersion": api_version, "kind": kind.name, "metadata": {}}
        if kind.custom
        else {
            "apiVersion": api_version,
            "kind": kind.name,
            **dict(_empty_fields(kind.definitions[objects.version(api_version)])),
        }
    )


def _empty_fields(definition: str) -> Iterator[tuple[str, Any]]:
    for name, schema in (schemas.definition(definition).get("properties") or {}).items():
        if name == "metadata":
            yield name, {}
        elif schema.get("always"):
            is_nested = (
                "$ref" in schema
                and not schema.get("null")
                and schema["$ref"].rpartition(".")[2] not in OPAQUE
            )
            yield (
                name,
                dict(_empty_fields(schema["$ref"]))
                if is_nested
                else None
                if schema.get("null")
                else decoding.zero_value(schema),
            )
