"""Shapes: how a value is taken apart into fields that can have writers of their own.

A struct has fields, a map has keys, a list may be told apart by keys of its items (`listType: map`) or by their values (`set`); all else,
atomic maps and lists among it, is one leaf. What no schema speaks of is taken apart by what it is: maps by key, the rest not at all.
"""
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from typing import Any

from minik import schemas
from minik.intake import decoding
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object

LEAF, STRUCT, MAP, LIST, SET, UNTYPED = "leaf", "struct", "map", "list", "set", "untyped"
METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
OPAQUE = frozenset((*decoding.SPECIAL, "RawExtension", "JSON", "FieldsV1", "Patch"))
THEIRS = {"listType": "x-kubernetes-list-type", "listMapKeys": "x-kubernetes-list-map-keys", "mapType": "x-kubernetes-map-type",
          "preserveUnknown": "x-kubernetes-preserve-unknown-fields", "intOrString": "x-kubernetes-int-or-string",
          "embedded": "x-kubernetes-embedded-resource"}
KEY_DEFAULTS = {"protocol": "TCP"}  # of the keys that the server fills in before it compares
ZEROS = {"integer": 0, "string": "", "boolean": False}


class Shape:
    """The shape of one value, read off its schema when it is asked."""

    def __init__(self, schema: schemas.Schema, map_type: str = "") -> None:
        self.schema = schema
        self._map_type = map_type

    def word(self, name: str) -> Any:
        """What the schema says under one of our words, or under that of a CustomResourceDefinition."""
        return self.schema.get(name) or self.schema.get(THEIRS[name])

    @cached_property
    def types(self) -> tuple[str, ...]:
        found = self.schema.get("type", ())
        return (found,) if isinstance(found, str) else tuple(found)

    @cached_property
    def form(self) -> str:
        if "array" in self.types:
            return {"map": LIST, "set": SET}.get(self.word("listType") or "", LEAF)
        if "object" in self.types or self.schema.get("properties"):
            atomic = (self._map_type or self.word("mapType")) == "atomic"
            return LEAF if atomic else STRUCT if self.schema.get("properties") or not self.open else MAP
        return LEAF if self.types or self.word("intOrString") or self.schema.get("opaque") else UNTYPED

    @cached_property
    def open(self) -> bool:
        """Whether it may have fields that the schema does not name."""
        return bool(self.schema.get("additionalProperties") or self.word("preserveUnknown") or self.word("embedded"))

    @cached_property
    def fields(self) -> Mapping[str, "Shape"]:
        """The fields that the schema names."""
        return {name: shape(part) for name, part in (self.schema.get("properties") or {}).items()}

    @cached_property
    def values(self) -> "Shape":
        """The shape of what stands under any other key."""
        found = self.schema.get("additionalProperties")
        return shape(found) if isinstance(found, dict) else ANY

    @cached_property
    def items(self) -> "Shape":
        return shape(self.schema.get("items") or {})

    @property
    def keys(self) -> list[str]:
        """What tells the items of a list apart."""
        return sorted(self.word("listMapKeys") or ())

    def under(self, name: str) -> "Shape":
        """The shape of a field or a key."""
        return self.fields.get(name) or self.values

    def default(self, key: str) -> Any:
        """The value of a key that an item leaves out; None where it must not."""
        schema = self.items.schema.get("properties", {}).get(key, {})
        zero = ZEROS.get(shape(schema).types[0]) if schema.get("always") else None
        return schema.get("default", KEY_DEFAULTS.get(key, zero))


ANY = Shape({})


def shape(schema: schemas.Schema) -> Shape:
    """The shape that a schema gives; a reference may say by itself that what it leads to is atomic."""
    if "$ref" not in schema:
        return Shape(schema)
    whole = of_definition(schema["$ref"])
    return Shape(whole.schema, schema["mapType"]) if "mapType" in schema else whole


@cache
def of_definition(name: str) -> Shape:
    """The shape of a definition of the bundle."""
    return Shape({"opaque": True} if name.rpartition(".")[2] in OPAQUE else schemas.definition(name))


def of_kind(kind: Kind, api_version: str) -> Shape:
    """The shape of the objects of a kind; what all objects share is not in the schemas of custom resources."""
    definition = kind.definitions[objects.version(api_version)]
    if not kind.custom:
        return of_definition(definition)
    text = {"type": "string"}
    return Shape({**definition, "type": "object", "properties": {
        **(definition.get("properties") or {}), "apiVersion": text, "kind": text, "metadata": {"$ref": METADATA}}})


def bare(kind: Kind, api_version: str) -> Object:
    """An object of a kind before anything is said of it: what Go writes for it all the same, nulls among it."""
    return {"apiVersion": api_version, "kind": kind.name, "metadata": {}} if kind.custom else {
        "apiVersion": api_version, "kind": kind.name, **dict(_bare(kind.definitions[objects.version(api_version)]))}


def _bare(definition: str) -> Iterator[tuple[str, Any]]:
    for name, schema in (schemas.definition(definition).get("properties") or {}).items():
        if name == "metadata":
            yield name, {}
        elif schema.get("always"):
            whole = "$ref" in schema and not schema.get("null") and schema["$ref"].rpartition(".")[2] not in OPAQUE
            yield name, dict(_bare(schema["$ref"])) if whole else None if schema.get("null") else decoding.zero(schema)
