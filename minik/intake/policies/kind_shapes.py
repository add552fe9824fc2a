"""The types of kinds, as expressions that are checked against a schema know them.

What has no single type (quantities, a number or a text) has none at all there: the server says of it
that there is no such field. Upstream rule: `cel/openapi/resolver`.
"""

from functools import cache

from minik import schemas
from minik.cel.shapes import Shape, shape_of_schema
from minik.intake import decoding
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.kind import Kind

METADATA = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"
MOMENTS = ("Time", "MicroTime")
UNTYPED = frozenset({"Quantity", "IntOrString", "JSON", "Patch"})
KEPT = ("format", "x-kubernetes-int-or-string")


def shape_of_kind(kind: Kind, api_version: str) -> Shape | None:
    """Return the shape of a kind's objects in a version."""
    definition = kind.definitions[objects.version(api_version)]
    if not kind.custom:
        return built_in_shape(definition)
    properties = {**(definition.get("properties") or {}), "metadata": schema_of(METADATA, ())}
    whole = {**definition, "type": "object", "properties": properties}
    return shape_of_schema(whole, kind.name, is_root=True)


@cache
def built_in_shape(definition: str) -> Shape | None:
    """Return the shape of a definition of the bundled schemas."""
    return shape_of_schema(schema_of(definition, ()), definition.rpartition(".")[2])


def schema_of(definition: str, above: tuple[str, ...]) -> dict[str, Any]:
    """Return a definition as one schema without references; what holds itself ends there."""
    name = definition.rpartition(".")[2]
    if name in MOMENTS:
        return {"type": "string", "format": "date-time"}
    if name in UNTYPED or definition in above:
        return {}
    if name in decoding.SPECIAL:
        return {"type": "object"}
    return resolved(schemas.definition(definition), (*above, definition))


def resolved(schema: schemas.Schema, above: tuple[str, ...]) -> dict[str, Any]:
    """Return a schema with what it refers to, and with one type where it may be null, too."""
    if "$ref" in schema:
        return schema_of(schema["$ref"], above)
    given = schema.get("type", ())
    kinds = [given] if isinstance(given, str) else [kind for kind in given if kind != "null"]
    plain: dict[str, Any] = {name: schema[name] for name in KEPT if name in schema}
    if kinds:
        plain["type"] = kinds[0]
    for field in ("items", "additionalProperties"):
        if isinstance(schema.get(field), dict):
            plain[field] = resolved(schema[field], above)
    if schema.get("properties"):
        parts = schema["properties"].items()
        plain["properties"] = {name: resolved(part, above) for name, part in parts}
    return plain
