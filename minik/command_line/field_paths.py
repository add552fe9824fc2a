"""Paths of fields as errors name them (`spec.ports[0].port`): the value there, its schema, its name."""

from minik import light_re as re
from minik import schemas
from minik.light_typing import Any
from minik.schemas import Schema

STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def value_at(value: Any, path: str) -> Any:
    """Return the value at a path; None where there is none."""
    if path == "spec.clusterIPs[0]":
        path = "spec.clusterIP"
    for name, index in STEP.findall(path):
        if name and isinstance(value, dict):
            value = value.get(name)
        elif index and isinstance(value, list) and int(index) < len(value):
            value = value[int(index)]
        else:
            return None
    return value


def last_name(path: str) -> str:
    """Return the name of the field at the end of a path."""
    name = re.sub(r"\[\d+\]$", "", path).rpartition(".")[2]
    return "clusterIP" if name == "clusterIPs" else name


def schema_at(schema: Schema, path: str) -> Schema:
    """Return the schema of the value at a path; {} where there is none."""
    schema = followed(schema)
    for name, index in STEP.findall(path):
        if index:
            below = schema.get("items")
        elif "properties" in schema:
            below = schema["properties"].get(name)
        else:
            below = schema.get("additionalProperties")
        schema = followed(below) if isinstance(below, dict) else {}
    return schema


def followed(schema: Schema) -> Schema:
    """Return the definition that a schema refers to, or itself."""
    while "$ref" in schema:
        schema = schemas.definition(schema["$ref"])
    return schema
