"""Documents become objects, fast: one decoder a definition of the schema bundle, compiled when first needed.

A decoder gives the value as the server would write it back: nulls and what Go's `omitempty` drops are gone, quantities and times are
canonical, fields that Go always writes are there. What it will not vouch for it leaves to `refusal`, which knows the server's words.
"""
from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from minik import schemas
from minik.intake import times
from minik.model import quantity
from minik.schemas import Schema

Decode: TypeAlias = Callable[[Any], Any]
JSON_SCHEMA = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
SCHEMA_OR: dict[str, Schema] = {  # what the elements of the list are that may stand in the place of a schema
    "JSONSchemaPropsOrArray": {"$ref": JSON_SCHEMA}, "JSONSchemaPropsOrStringArray": {"type": "string"}}
INTEGERS = {"uint8": (0, 255), "int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}


class Mismatch(Exception):
    """A value that its field cannot hold, or a field that its object does not have."""


def is_plain(value: Any) -> bool:
    """Whether a value is an object in which no field comes twice; one that a kind has marked is, too."""
    return isinstance(value, dict) and not hasattr(value, "pairs")


@cache
def decoder(definition: str, strict: bool = True) -> Decode:
    """The decoder of a definition, by its full name; one that is not strict passes over what it does not know, and what comes twice."""
    name = definition.rpartition(".")[2]
    return SPECIAL[name] if name in SPECIAL else _object(schemas.definition(definition), strict)


def decoder_of(schema: Schema, strict: bool = True) -> Decode:
    """The decoder of a field, an element or a map's values."""
    if "$ref" in schema:
        return _later(schema["$ref"], strict)
    types = schema.get("type", ())
    if "object" in types:
        return (_map if "additionalProperties" in schema and "properties" not in schema else _object)(schema, strict)
    if "array" in types:
        return _list(schema, strict)
    if "integer" in types:
        return _integer(*INTEGERS[schema.get("format", "int64")])
    return binary if schema.get("format") == "byte" else BY_TYPE[types if isinstance(types, str) else types[0]] if types else anything


def _later(definition: str, strict: bool) -> Decode:
    """Definitions may hold themselves, and most are never met: compiled at the first value."""
    if definition.rpartition(".")[2] in SPECIAL:
        return SPECIAL[definition.rpartition(".")[2]]
    found: list[Decode] = []

    def decode(value: Any) -> Any:
        if not found:
            found.append(decoder(definition, strict))
        return found[0](value)
    return decode


def zero(schema: Schema) -> Any:
    """What Go writes for a field that was never set; nothing where it writes null."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition(".")[2]
        return ZEROS[name] if name in ZEROS else decoder(schema["$ref"], True)({})
    types = schema.get("type", ())
    return next((value for word, value in (("string", ""), ("integer", 0), ("boolean", False), ("number", 0)) if word in types), None)


def _object(schema: Schema, strict: bool) -> Decode:
    parts: dict[str, Schema] = schema.get("properties", {})
    fields = {name: (decoder_of(part, strict), part.get("keep", False)) for name, part in parts.items()}
    always: list[tuple[str, Any]] | None = None

    def decode(value: Any) -> Any:
        nonlocal always
        if not strict and isinstance(value, dict):
            value = {name: part for name, part in value.items() if name in fields}
        if value.__class__ is not dict and not is_plain(value):
            raise Mismatch
        if always is None:
            always = [(name, zero(part)) for name, part in parts.items() if part.get("always") and not part.get("null")]
        out = {}
        try:
            for name, part in value.items():
                read, keep = fields[name]
                if part is not None:
                    found = read(part)
                    if found or keep and found is not None:
                        out[name] = found
        except KeyError:
            raise Mismatch from None
        for name, part in always:
            if name not in out and part is not None:
                out[name] = part
        return out
    return decode


def _map(schema: Schema, strict: bool) -> Decode:
    values = schema["additionalProperties"]
    read = in_milli if schema.get("go") == "v1.ResourceList" else decoder_of(values, strict)

    def decode(value: Any) -> Any:
        if not strict and isinstance(value, dict):
            value = dict(value)
        if value.__class__ is not dict and not is_plain(value):
            raise Mismatch
        return {name: zero(values) if part is None else read(part) for name, part in value.items()}
    return decode


def _list(schema: Schema, strict: bool) -> Decode:
    items = schema["items"]
    read = decoder_of(items, strict)

    def decode(value: Any) -> Any:
        if value.__class__ is not list:
            raise Mismatch
        return [zero(items) if part is None else read(part) for part in value]
    return decode


def _integer(least: int, most: int) -> Decode:
    def decode(value: Any) -> Any:
        if value.__class__ is int and least <= value <= most:
            return value
        raise Mismatch
    return decode


def text(value: Any) -> Any:
    if value.__class__ is str:
        return value
    raise Mismatch


def truth(value: Any) -> Any:
    if value.__class__ is bool:
        return value
    raise Mismatch


def number(value: Any) -> Any:
    if value.__class__ is float or value.__class__ is int:
        return value
    raise Mismatch


def anything(value: Any) -> Any:
    """What Go keeps as it came."""
    return value


def binary(value: Any) -> Any:
    """Base64, as Go reads it: line ends are passed over, anything else is not; a list of bytes will do, too."""
    if value.__class__ is list and all(part is None or part.__class__ is int and 0 <= part < 256 for part in value):
        return b64encode(bytes(part or 0 for part in value)).decode()
    if value.__class__ is not str:
        raise Mismatch
    plain = value.replace("\n", "").replace("\r", "")
    if len(plain) % 4 or plain.count("=") > 2:
        raise Mismatch
    try:
        return b64encode(a2b_base64(plain.encode(), strict_mode=True)).decode()
    except (Base64Error, UnicodeEncodeError):
        raise Mismatch from None


def integer_or_text(value: Any) -> Any:
    if value.__class__ is str or value.__class__ is int and -(2**31) <= value < 2**31:
        return value
    raise Mismatch


def amount(value: Any) -> Any:
    """A quantity, as the server writes it."""
    if value.__class__ not in (str, int, float):
        raise Mismatch
    try:
        return quantity.canonical(value)
    except quantity.QuantityError:
        raise Mismatch from None


def in_milli(value: Any) -> Any:
    """A quantity of a resource list, which holds nothing finer than thousandths."""
    amount(value)
    return quantity.in_milli(value)


def moment(value: Any) -> Any:
    """A time, in UTC and whole seconds."""
    return _time(value, times.RFC3339)


def micro_moment(value: Any) -> Any:
    """A time, in UTC and microseconds."""
    return _time(value, times.RFC3339_MICRO)


def _time(value: Any, layout: str) -> Any:
    if value.__class__ is not str:
        raise Mismatch
    try:
        return times.canonical(value, layout)
    except times.TimeError:
        raise Mismatch from None


# Go reads the schemas that stand where something else may stand, too, by methods of their types, which are not strict: what is in
# them is of the right type, and what nobody knows is dropped. Upstream rule: apiextensions `v1/marshal.go`.
def schema_or(elements: Schema | None) -> Decode:
    """A schema or a list; what is neither, Go takes for nothing. Where no list may stand: a schema, true or false."""
    def decode(value: Any) -> Any:
        if isinstance(value, dict):
            return decoder(JSON_SCHEMA, strict=False)(value)
        if elements is None:
            return truth(value)
        return _list({"items": elements}, strict=False)(value) or None if value.__class__ is list else None
    return decode


BY_TYPE: dict[str, Decode] = {"string": text, "boolean": truth, "number": number}
SPECIAL: dict[str, Decode] = {
    "IntOrString": integer_or_text, "Quantity": amount, "Time": moment, "MicroTime": micro_moment, "JSON": anything, "FieldsV1": anything,
    "RawExtension": anything, "Patch": anything,
    "JSONSchemaPropsOrBool": schema_or(None), **{name: schema_or(elements) for name, elements in SCHEMA_OR.items()}}
ZEROS: dict[str, Any] = {**dict.fromkeys(SPECIAL), "IntOrString": 0, "Quantity": "0"}
