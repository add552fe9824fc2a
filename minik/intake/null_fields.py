"""Fields that Go writes as null where they are not set: those of pointers, times and lists without
`omitempty`.
"""

from functools import cache

from minik import schemas
from minik.light_typing import Any
from minik.model.object import Object
from minik.schemas import Schema


def with_nulls(value: Any, definition: str) -> Any:
    """Return a value of a definition in which every such field is there."""
    return _filled(value, {"$ref": definition})


def top_with_nulls(obj: Object, definition: str) -> Object:
    """Return an object with such fields of its own, whatever is within its other fields."""
    absent = [name for name in null_names(definition) if name not in obj]
    return {**obj, **dict.fromkeys(absent)} if absent else obj


@cache
def null_names(definition: str) -> tuple[str, ...]:
    """Return the names of such fields of a definition."""
    return _names(schemas.definition(definition))


def _names(schema: Schema) -> tuple[str, ...]:
    return tuple(
        name
        for name, field in (schema.get("properties") or {}).items()
        if field.get("always") and field.get("null")
    )


def _filled(value: Any, schema: Schema) -> Any:
    if "$ref" in schema:
        schema = schemas.definition(schema["$ref"])
    if isinstance(value, list):
        items = schema.get("items") or {}
        return [_filled(item, items) for item in value]
    if not isinstance(value, dict):
        return value
    fields, others = schema.get("properties") or {}, schema.get("additionalProperties")
    rest = others if isinstance(others, dict) else {}
    filled = {name: _filled(part, fields.get(name, rest)) for name, part in value.items()}
    return {**filled, **{name: None for name in _names(schema) if name not in filled}}
