"""Whether an object of a dump is as a server records it, so that it may be kept as it is: every field is
known and of the right type, what a server always writes is there, and no null that it does not write.

Nothing is made of the object, and what is equal in many (see `sources/shared_parts.py`) is judged once.
What does not fit may still be sound: `reading` judges it again, from scratch, and words what is wrong.
"""

from collections.abc import Callable
from functools import cache, lru_cache

from minik import schemas
from minik.dumps import required_fields
from minik.intake import decoding
from minik.intake.scalar_decoding import (
    Mismatch,
    decode_any,
    decode_boolean,
    decode_micro_time,
    decode_quantity,
    decode_resource_quantity,
    decode_string,
    decode_time,
)
from minik.light_typing import Any, TypeAlias
from minik.schemas import Schema

Fits: TypeAlias = Callable[[Any], bool]
MOST = 50_000  # parts of one definition that are remembered
TRIED, RATE = 64, 8  # as in `sources/shared_parts.py`
TEXTS = 4096
CREATED = "creationTimestamp"  # servers before 1.34 wrote null for it in templates
# Decoders that take equal texts alike, and that many texts are equal of.
OF_TEXTS = (decode_time, decode_micro_time, decode_quantity, decode_resource_quantity)


@cache
def of_definition(definition: str) -> Fits:
    """Return what tells whether a value fits a definition, by its full name."""
    special = decoding.SPECIAL.get(definition.rpartition(".")[2])
    if special is not None:
        return _decoded_by(special)
    needed = required_fields.requirements_of(definition).fields
    return _remembered(_object(schemas.definition(definition), needed))


def _of_schema(schema: Schema) -> Fits:
    if "$ref" in schema:
        return _lazily(schema["$ref"])
    types = schema.get("type", ())
    if "object" in types and "additionalProperties" in schema and "properties" not in schema:
        return _map(schema)
    if "object" in types:
        return _remembered(_object(schema, ()))
    if "array" in types:
        return _remembered(_list(_of_schema(schema["items"])))
    return _decoded_by(decoding.field_decoder(schema))


def _lazily(definition: str) -> Fits:
    """Return the same, made at its first value: definitions can be recursive."""
    made: list[Fits] = []

    def fits(value: Any) -> bool:
        if not made:
            made.append(of_definition(definition))
        return made[0](value)

    return fits


def _object(schema: Schema, needed: tuple[str, ...]) -> Fits:
    parts: dict[str, Schema] = schema.get("properties", {})
    fields = {name: _of_schema(part) for name, part in parts.items()}
    nullable = {name for name, part in parts.items() if part.get("null")} | {CREATED}

    def fits(value: Any) -> bool:
        if value.__class__ is not dict:
            return False
        for name, part in value.items():
            of_part = fields.get(name)
            if of_part is None or not (name in nullable if part is None else of_part(part)):
                return False
        return all(value.get(name) is not None for name in needed)

    return fits


def _map(schema: Schema) -> Fits:
    values = schema["additionalProperties"]
    resources = schema.get("go") == "v1.ResourceList"
    of_part = _decoded_by(decode_resource_quantity) if resources else _of_schema(values)

    def fits(value: Any) -> bool:
        return value.__class__ is dict and all(
            part is not None and of_part(part) for part in value.values()
        )

    return fits


def _list(of_part: Fits) -> Fits:
    def fits(value: Any) -> bool:
        return value.__class__ is list and all(part is not None and of_part(part) for part in value)

    return fits


def _decoded_by(decode: decoding.Decode) -> Fits:
    """Return whether a decoder takes a value."""
    if decode is decode_string:
        return lambda value: value.__class__ is str
    if decode is decode_boolean:
        return lambda value: value.__class__ is bool
    if decode is decode_any:
        return _has_no_null

    def takes(value: Any) -> bool:
        try:
            decode(value)
        except Mismatch:
            return False
        return value.__class__ is not dict and value.__class__ is not list

    if decode not in OF_TEXTS:
        return takes
    of_text = lru_cache(TEXTS)(takes)
    return lambda value: value.__class__ is str and of_text(value)


def _has_no_null(value: Any) -> bool:
    if value.__class__ is dict:
        return all(map(_has_no_null, value.values()))
    if value.__class__ is list:
        return all(map(_has_no_null, value))
    return value is not None and value.__class__ in (str, int, float, bool)


def _remembered(judge: Fits) -> Fits:
    """Return a judge that does not judge a part again that fitted, where parts come again."""
    seen: dict[int, Any] = {}  # with the part, so that no other one gets its id
    tried = found = 0

    def fits(value: Any) -> bool:
        nonlocal tried, found
        if tried >= TRIED and found * RATE < tried:
            return judge(value)
        tried += 1
        if seen.get(id(value)) is value:
            found += 1
            return True
        if not judge(value):
            return False
        if len(seen) >= MOST:
            seen.clear()
        seen[id(value)] = value
        return True

    return fits
