"""Decode documents into objects, with one decoder per schema definition, compiled when needed.

A decoder returns the value as the server would write it back: nulls and what Go's `omitempty` drops
are gone, quantities and times are canonical, fields that Go always writes are there. For anything
else it raises Mismatch, and `decoding_errors` words the error.
"""

from collections.abc import Callable
from functools import cache

from minik import schemas
from minik.intake.scalar_decoding import (
    Mismatch,
    decode_any,
    decode_boolean,
    decode_bytes,
    decode_int_or_string,
    decode_micro_time,
    decode_number,
    decode_quantity,
    decode_resource_quantity,
    decode_string,
    decode_time,
)
from minik.light_typing import Any, TypeAlias
from minik.model.sharing import by_structure
from minik.schemas import Schema

Decode: TypeAlias = Callable[[Any], Any]
JSON_SCHEMA = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
SCHEMA_OR: dict[
    str, Schema
] = {  # what the elements of the list are that may stand in the place of a schema
    "JSONSchemaPropsOrArray": {"$ref": JSON_SCHEMA},
    "JSONSchemaPropsOrStringArray": {"type": "string"},
}
SHARED = ("io.k8s.api.core.v1.PodSpec",)  # large, and often equal: pods of one template
INTEGERS = {"uint8": (0, 255), "int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


def is_plain(value: Any) -> bool:
    """Tell whether a value is an object without duplicate fields."""
    return isinstance(value, dict) and not hasattr(value, "pairs")


@cache
def decoder(definition: str, strict: bool = True) -> Decode:
    """Return the decoder of a definition, by its full name. A lenient one (strict=False) drops
    unknown and duplicate fields.
    """
    name = definition.rpartition(".")[2]
    if name in SPECIAL:
        return SPECIAL[name]
    decode = _object_decoder(schemas.definition(definition), strict)
    return by_structure(decode) if definition in SHARED and strict else decode


def field_decoder(schema: Schema, strict: bool = True) -> Decode:
    """Return the decoder for a schema: of a field, a list's elements or a map's values."""
    if "$ref" in schema:
        return _lazy_decoder(schema["$ref"], strict)
    types = schema.get("type", ())
    if "object" in types:
        return (
            _map_decoder
            if "additionalProperties" in schema and "properties" not in schema
            else _object_decoder
        )(schema, strict)
    if "array" in types:
        return _list_decoder(schema, strict)
    if "integer" in types:
        return _integer_decoder(*INTEGERS[schema.get("format", "int64")])
    return (
        decode_bytes
        if schema.get("format") == "byte"
        else BY_TYPE[types if isinstance(types, str) else types[0]]
        if types
        else decode_any
    )


def _lazy_decoder(definition: str, strict: bool) -> Decode:
    """Return a decoder that is compiled at its first value: definitions can be recursive."""
    if definition.rpartition(".")[2] in SPECIAL:
        return SPECIAL[definition.rpartition(".")[2]]
    compiled: list[Decode] = []

    def decode(value: Any) -> Any:
        if not compiled:
            compiled.append(decoder(definition, strict))
        return compiled[0](value)

    return decode


def zero_value(schema: Schema) -> Any:
    """Return what Go writes for an unset field; None where it writes null."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition(".")[2]
        return ZEROS[name] if name in ZEROS else decoder(schema["$ref"], True)({})
    types = schema.get("type", ())
    return next(
        (
            value
            for word, value in (("string", ""), ("integer", 0), ("boolean", False), ("number", 0))
            if word in types
        ),
        None,
    )


def _object_decoder(schema: Schema, strict: bool) -> Decode:
    parts: dict[str, Schema] = schema.get("properties", {})
    fields = {
        name: (field_decoder(part, strict), part.get("keep", False)) for name, part in parts.items()
    }
    always: list[tuple[str, Any]] | None = None

    def decode(value: Any) -> Any:
        nonlocal always
        if not strict and isinstance(value, dict):
            value = {name: part for name, part in value.items() if name in fields}
        if value.__class__ is not dict and not is_plain(value):
            raise Mismatch
        if always is None:
            always = [
                (name, zero_value(part))
                for name, part in parts.items()
                if part.get("always") and not part.get("null")
            ]
        out = {}
        try:
            for name, part in value.items():
                decode_part, keep = fields[name]
                if part is not None:
                    decoded = decode_part(part)
                    if decoded or keep and decoded is not None:
                        out[name] = decoded
        except KeyError:
            raise Mismatch from None
        for name, part in always:
            if name not in out and part is not None:
                out[name] = part
        return out

    return decode


def _map_decoder(schema: Schema, strict: bool) -> Decode:
    values = schema["additionalProperties"]
    decode_part = (
        decode_resource_quantity
        if schema.get("go") == "v1.ResourceList"
        else field_decoder(values, strict)
    )

    def decode(value: Any) -> Any:
        if not strict and isinstance(value, dict):
            value = dict(value)
        if value.__class__ is not dict and not is_plain(value):
            raise Mismatch
        return {
            name: zero_value(values) if part is None else decode_part(part)
            for name, part in value.items()
        }

    return decode


def _list_decoder(schema: Schema, strict: bool) -> Decode:
    items = schema["items"]
    decode_part = field_decoder(items, strict)

    def decode(value: Any) -> Any:
        if value.__class__ is not list:
            raise Mismatch
        return [zero_value(items) if part is None else decode_part(part) for part in value]

    return decode


def _integer_decoder(least: int, most: int) -> Decode:
    def decode(value: Any) -> Any:
        if value.__class__ is int and least <= value <= most:
            return value
        raise Mismatch

    return decode


# Go reads the schemas that stand where something else may stand, too, by methods of their types,
# which are not strict: what is in them is of the right type, and what nobody knows is dropped.
# Upstream rule: apiextensions `v1/marshal.go`.
def schema_or_decoder(elements: Schema | None) -> Decode:
    """Return the decoder for a schema or a list of these elements; None: a schema, true or false.
    Any other value is dropped, as Go does.
    """

    def decode(value: Any) -> Any:
        if isinstance(value, dict):
            return decoder(JSON_SCHEMA, strict=False)(value)
        if elements is None:
            return decode_boolean(value)
        return (
            _list_decoder({"items": elements}, strict=False)(value) or None
            if value.__class__ is list
            else None
        )

    return decode


BY_TYPE: dict[str, Decode] = {
    "string": decode_string,
    "boolean": decode_boolean,
    "number": decode_number,
}
SPECIAL: dict[str, Decode] = {
    "IntOrString": decode_int_or_string,
    "Quantity": decode_quantity,
    "Time": decode_time,
    "MicroTime": decode_micro_time,
    "JSON": decode_any,
    "FieldsV1": decode_any,
    "RawExtension": decode_any,
    "Patch": decode_any,
    "JSONSchemaPropsOrBool": schema_or_decoder(None),
    **{name: schema_or_decoder(elements) for name, elements in SCHEMA_OR.items()},
}
ZEROS: dict[str, Any] = {**dict.fromkeys(SPECIAL), "IntOrString": 0, "Quantity": "0"}
