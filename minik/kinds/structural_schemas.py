"""Custom resources: pruning and defaulting by their schema.

Upstream rules: apiextensions structural pruning and defaulting.
"""

from collections.abc import Callable, Iterator, Mapping

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object

Schema = Mapping[str, Any]
PRESERVE_UNKNOWN, EMBEDDED = (
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-embedded-resource",
)
RULES = "x-kubernetes-validations"
OBJECT_FIELDS = ("apiVersion", "kind", "metadata")


def default_hook(definitions: Mapping[str, Schema]) -> Callable[[Object], Object]:
    """Return a `default` hook that fills in the defaults of the schemas, by version."""

    def default(obj: Object) -> Object:
        filled: Object = fill_defaults(obj, definitions.get(objects.version(obj["apiVersion"]), {}))
        return filled

    return default


def unknown_fields(
    value: Any, schema: Schema, path: str = "", *, top_level: bool = True
) -> Iterator[str]:
    """Yield the paths of the fields that the schema does not know, which are pruned.

    `top_level`: the value is a whole object, with apiVersion, kind and metadata.
    """
    if isinstance(value, list):
        items = item_schema(schema)
        for index, part in enumerate(value):
            yield from unknown_fields(part, items, f"{path}[{index}]", top_level=False)
    if not isinstance(value, dict):
        return
    properties, additional = schema.get("properties") or {}, schema.get("additionalProperties")
    for name, part in value.items():
        field_path = f"{path}.{name}" if path else name
        if name in OBJECT_FIELDS and (top_level or schema.get(EMBEDDED)):
            continue
        if name in properties:
            yield from unknown_fields(part, properties[name], field_path, top_level=False)
        elif isinstance(additional, Mapping):
            yield from unknown_fields(part, additional, field_path, top_level=False)
        elif not additional and not schema.get(PRESERVE_UNKNOWN):
            yield field_path


def item_schema(schema: Schema) -> Schema:
    """Return the schema of a list's items: a list that keeps unknown fields keeps those of its items.

    Upstream rule: `skipPrune` of apiextensions.
    """
    items: Schema = schema.get("items") or {}
    return {**items, PRESERVE_UNKNOWN: True} if schema.get(PRESERVE_UNKNOWN) else items


def pruned(value: Any, schema: Schema, *, top_level: bool = True) -> Any:
    """Return the value without the fields that the schema does not know."""
    if isinstance(value, list):
        return [pruned(part, item_schema(schema), top_level=False) for part in value]
    if not isinstance(value, dict):
        return value
    unknown = set(unknown_fields(value, schema, top_level=top_level))
    properties, additional = schema.get("properties") or {}, schema.get("additionalProperties")
    inner = additional if isinstance(additional, Mapping) else {}
    return {
        name: part
        if (name in OBJECT_FIELDS and (top_level or schema.get(EMBEDDED)))
        or not is_known(name, properties, additional)
        else pruned(part, properties.get(name, inner), top_level=False)
        for name, part in value.items()
        if name not in unknown
    }


def fill_defaults(value: Any, schema: Schema) -> Any:
    """Return the value with the schema's defaults for missing fields and forbidden nulls; a forbidden
    null without a default is left out.

    Upstream rule: `PruneNonNullableNullsWithoutDefaults` of apiextensions.
    """
    if isinstance(value, list) and schema.get("items"):
        return [fill_defaults(part, schema["items"]) for part in value]
    if not isinstance(value, dict):
        return value
    filled, properties, additional = (
        dict(value),
        schema.get("properties") or {},
        schema.get("additionalProperties"),
    )
    for name, part in properties.items():
        if "default" in part and (
            name not in filled or filled[name] is None and not part.get("nullable")
        ):
            filled[name] = part["default"]
    inner = {
        **dict.fromkeys(filled, additional if isinstance(additional, Mapping) else {}),
        **properties,
    }
    return {
        name: fill_defaults(part, inner[name])
        for name, part in filled.items()
        if part is not None
        or inner[name].get("nullable")
        or not is_known(name, properties, additional)
    }


def is_known(name: str, properties: Mapping[str, Schema], additional: Any) -> bool:
    """Return whether a schema says something of a field."""
    return name in properties or isinstance(additional, Mapping)


def has_rules(schema: Any) -> bool:
    """Return whether a schema, or one within it, has rules."""
    if isinstance(schema, Mapping):
        return bool(schema.get(RULES)) or any(map(has_rules, schema.values()))
    return isinstance(schema, (list, tuple)) and any(map(has_rules, schema))
