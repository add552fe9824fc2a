"""Rules for OpenAPI schemas of custom resources.

Upstream rules: apiextensions `ValidateCustomResourceDefinitionOpenAPISchema`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds._rules import check_choice
from minik.kinds._schema_rules import pattern_problems
from minik.light_typing import Any
from minik.model.problem import forbidden, invalid, not_supported, required

Schema = Mapping[str, Any]
TYPES = ("array", "boolean", "integer", "number", "object", "string")
REASONS = ("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired")
UNSUPPORTED = ("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref")
LIST_TYPE, MAP_TYPE, LIST_MAP_KEYS = (
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-list-map-keys",
)


def schema_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """Yield the problems of a schema and of all schemas in it."""
    yield from plain_problems(path, schema)
    if schema.get("pattern"):
        yield from pattern_problems(f"{path}.pattern", schema["pattern"])
    if schema.get("uniqueItems"):
        yield forbidden(
            f"{path}.uniqueItems",
            "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
        )
    additional = schema.get("additionalProperties")
    if additional is not None and additional is not True and schema.get("properties"):
        yield forbidden(
            f"{path}.additionalProperties",
            "additionalProperties and properties are mutual exclusive",
        )
    for where, part in subschemas(path, schema):
        yield from schema_problems(where, part)
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        yield invalid(
            f"{path}.x-kubernetes-preserve-unknown-fields", False, "must be true or undefined"
        )
    yield from map_problems(path, schema)
    yield from list_problems(path, schema)
    yield from rule_problems(f"{path}.x-kubernetes-validations", schema)


def subschemas(path: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Yield the schemas directly within a schema, as (path, schema)."""
    if isinstance(schema.get("additionalProperties"), Mapping):
        yield f"{path}.additionalProperties", schema["additionalProperties"]
    for name, part in sorted((schema.get("properties") or {}).items()):
        yield f"{path}.properties[{name}]", part
    if schema.get("not") is not None:
        yield f"{path}.not", schema["not"]
    for field in ("allOf", "oneOf", "anyOf"):
        yield from (
            (f"{path}.{field}[{index}]", part) for index, part in enumerate(schema.get(field) or ())
        )
    if isinstance(schema.get("items"), Mapping):
        yield f"{path}.items", schema["items"]


def plain_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """Yield the problems of JSON Schema keywords that Kubernetes does not support."""
    kind = schema.get("type")
    if kind and kind not in TYPES and kind != "null":
        yield not_supported(f"{path}.type", kind, TYPES)
    for field in UNSUPPORTED:
        if schema.get(field) not in (None, "", {}):
            yield forbidden(f"{path}.{field}", f"{field} is not supported")
    if kind == "null":
        yield forbidden(
            f"{path}.type", "type cannot be set to null, use nullable as an alternative"
        )
    if isinstance(schema.get("items"), list):
        yield forbidden(f"{path}.items", "items must be a schema object and not an array")


def type_problems(path: str, schema: Schema, kind: str, extension: str) -> Iterator[Problem]:
    """Yield a problem if an extension is used with another type than its own."""
    detail = f"must be {kind} if {extension} is specified"
    if schema.get(extension) is not None and schema.get("type") != kind:
        yield (
            invalid(f"{path}.type", schema["type"], detail)
            if schema.get("type")
            else required(f"{path}.type", detail)
        )


def map_problems(path: str, schema: Schema) -> Iterator[Problem]:
    yield from type_problems(path, schema, "object", MAP_TYPE)
    if schema.get(MAP_TYPE) is not None:
        yield from check_choice(f"{path}.{MAP_TYPE}", schema[MAP_TYPE], ("atomic", "granular"))


def list_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """Yield the problems of x-kubernetes-list-type: atomic, set or map."""
    kind, keys, items = schema.get(LIST_TYPE), schema.get(LIST_MAP_KEYS) or [], schema.get("items")
    wrong = list(type_problems(path, schema, "array", LIST_TYPE))
    yield from wrong
    if kind == "set" and not wrong and isinstance(items, Mapping):
        yield from set_problems(f"{path}.items", items)
    if kind is not None:
        yield from check_choice(f"{path}.{LIST_TYPE}", kind, ("atomic", "set", "map"))
    if keys and kind != "map":
        detail = "must be map if x-kubernetes-list-map-keys is non-empty"
        yield (
            required(f"{path}.{LIST_TYPE}", detail)
            if kind is None
            else invalid(f"{path}.{LIST_TYPE}", kind, detail)
        )
    if kind == "map":
        yield from keys_problems(path, keys, items)


def set_problems(path: str, items: Schema) -> Iterator[Problem]:
    """Yield the problems of the items of a set, which have to be scalar or atomic."""
    for kind, field, value in (("object", MAP_TYPE, "atomic"), ("array", LIST_TYPE, "atomic")):
        actual = items.get(field)
        if items.get("type") == kind and actual != value:
            detail = f"must be {value} as item of a list with {LIST_TYPE}=set"
            yield (
                required(f"{path}.{field}", detail)
                if actual is None
                else invalid(f"{path}.{field}", actual, detail)
            )


def keys_problems(path: str, keys: list[str], items: Any) -> Iterator[Problem]:
    """Yield the problems of list-map-keys: scalar fields, required or with a default."""
    if not keys:
        yield required(
            f"{path}.{LIST_MAP_KEYS}", "must not be empty if x-kubernetes-list-type is map"
        )
    if items is None:
        yield required(f"{path}.items", "must have a schema if x-kubernetes-list-type is map")
    if not isinstance(items, Mapping):
        return
    if items.get("type") != "object":
        yield invalid(
            f"{path}.items.type",
            items.get("type") or "",
            "must be object if parent array's x-kubernetes-list-type is map",
        )
    properties, needed = items.get("properties") or {}, items.get("required") or ()
    for index, key in enumerate(keys):
        if key not in properties:
            yield invalid(
                f"{path}.{LIST_MAP_KEYS}", keys, "entries must all be names of item properties"
            )
        elif properties[key].get("type") in ("array", "object"):
            yield invalid(
                f"{path}.items.properties[{key}].type",
                properties[key]["type"],
                "must be a scalar type if parent array's x-kubernetes-list-type is map",
            )
        if key in keys[:index]:
            yield invalid(
                f"{path}.{LIST_MAP_KEYS}[{index}]", key, "must not contain duplicate entries"
            )
    for key in keys:
        if key in properties and key not in needed and properties[key].get("default") is None:
            yield required(
                f"{path}.items.properties[{key}].default",
                "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
            )


def rule_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """Yield the problems in the form of CEL rules; `expressions` compiles them."""
    for index, rule in enumerate(schema.get("x-kubernetes-validations") or ()):
        where = f"{path}[{index}]"
        yield from text_problems(where, rule)
        if rule.get("reason") is not None:
            yield from check_choice(f"{where}.reason", rule["reason"], REASONS)
        if rule.get("fieldPath"):
            yield from field_path_problems(f"{where}.fieldPath", rule["fieldPath"], schema)


def text_problems(where: str, rule: Schema) -> Iterator[Problem]:
    """Yield the first problem of a rule's text and message, and that of its messageExpression."""
    text, message, words = (
        rule.get(name) or "" for name in ("rule", "message", "messageExpression")
    )
    if not text.strip():
        yield required(f"{where}.rule", "rule is not specified")
    elif message and not message.strip():
        yield invalid(f"{where}.message", message, "must be non-empty if specified")
    elif has_line_break(message.strip()):
        yield invalid(f"{where}.message", message, "must not contain line breaks")
    elif has_line_break(text.strip()) and not message.strip():
        yield required(f"{where}.message", "message must be specified if rule contains line breaks")
    if words and not words.strip():
        yield required(
            f"{where}.messageExpression", "messageExpression must be non-empty if specified"
        )


def has_line_break(text: str) -> bool:
    return "\n" in text or "\r" in text


def field_path_problems(where: str, path: str, schema: Schema) -> Iterator[Problem]:
    """Yield the problems of the path that a rule reports at."""
    from minik.kinds._field_paths import normal_path  # noqa: PLC0415 few rules report elsewhere

    if not path.strip():
        yield invalid(where, path, "must be non-empty if specified")
    if has_line_break(path):
        yield invalid(where, path, "must not contain line breaks")
    if normal_path(path, schema) is None:
        yield invalid(where, path, "must be a valid path")
