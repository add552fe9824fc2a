"""What the schema of a custom resource may say. Upstream rules: apiextensions `ValidateCustomResourceDefinitionOpenAPISchema`."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.kinds._rules import among
from minik.model.problem import forbidden, invalid, not_supported, required

Schema = Mapping[str, Any]
TYPES = ("array", "boolean", "integer", "number", "object", "string")
REASONS = ("FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired")
UNSUPPORTED = ("id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref")
LIST, MAP, KEYS = "x-kubernetes-list-type", "x-kubernetes-map-type", "x-kubernetes-list-map-keys"


def schema_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """A schema and all schemas in it."""
    yield from plain_problems(path, schema)
    if schema.get("uniqueItems"):
        yield forbidden(f"{path}.uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
    additional = schema.get("additionalProperties")
    if additional is not None and additional is not True and schema.get("properties"):
        yield forbidden(f"{path}.additionalProperties", "additionalProperties and properties are mutual exclusive")
    for where, part in parts(path, schema):
        yield from schema_problems(where, part)
    if schema.get("x-kubernetes-preserve-unknown-fields") is False:
        yield invalid(f"{path}.x-kubernetes-preserve-unknown-fields", False, "must be true or undefined")
    yield from map_problems(path, schema)
    yield from list_problems(path, schema)
    yield from rule_problems(f"{path}.x-kubernetes-validations", schema)


def parts(path: str, schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The schemas in a schema, each with its place."""
    if isinstance(schema.get("additionalProperties"), Mapping):
        yield f"{path}.additionalProperties", schema["additionalProperties"]
    for name, part in sorted((schema.get("properties") or {}).items()):
        yield f"{path}.properties[{name}]", part
    if schema.get("not") is not None:
        yield f"{path}.not", schema["not"]
    for field in ("allOf", "oneOf", "anyOf"):
        yield from ((f"{path}.{field}[{index}]", part) for index, part in enumerate(schema.get(field) or ()))
    if isinstance(schema.get("items"), Mapping):
        yield f"{path}.items", schema["items"]


def plain_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """The fields of JSON Schema that Kubernetes leaves out."""
    kind = schema.get("type")
    if kind and kind not in TYPES and kind != "null":
        yield not_supported(f"{path}.type", kind, TYPES)
    for field in UNSUPPORTED:
        if schema.get(field) not in (None, "", {}):
            yield forbidden(f"{path}.{field}", f"{field} is not supported")
    if kind == "null":
        yield forbidden(f"{path}.type", "type cannot be set to null, use nullable as an alternative")
    if isinstance(schema.get("items"), list):
        yield forbidden(f"{path}.items", "items must be a schema object and not an array")


def typed(path: str, schema: Schema, kind: str, extension: str) -> Iterator[Problem]:
    """An extension that only schemas of one type can have."""
    detail = f"must be {kind} if {extension} is specified"
    if schema.get(extension) is not None and schema.get("type") != kind:
        yield invalid(f"{path}.type", schema["type"], detail) if schema.get("type") else required(f"{path}.type", detail)


def map_problems(path: str, schema: Schema) -> Iterator[Problem]:
    yield from typed(path, schema, "object", MAP)
    if schema.get(MAP) is not None:
        yield from among(f"{path}.{MAP}", schema[MAP], ("atomic", "granular"))


def list_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """How the elements of a list are told apart."""
    kind, keys, items = schema.get(LIST), schema.get(KEYS) or [], schema.get("items")
    wrong = list(typed(path, schema, "array", LIST))
    yield from wrong
    if kind == "set" and not wrong and isinstance(items, Mapping):
        yield from set_problems(f"{path}.items", items)
    if kind is not None:
        yield from among(f"{path}.{LIST}", kind, ("atomic", "set", "map"))
    if keys and kind != "map":
        detail = "must be map if x-kubernetes-list-map-keys is non-empty"
        yield required(f"{path}.{LIST}", detail) if kind is None else invalid(f"{path}.{LIST}", kind, detail)
    if kind == "map":
        yield from keys_problems(path, keys, items)


def set_problems(path: str, items: Schema) -> Iterator[Problem]:
    """The elements of a set are compared as wholes."""
    for kind, field, value in (("object", MAP, "atomic"), ("array", LIST, "atomic")):
        given = items.get(field)
        if items.get("type") == kind and given != value:
            detail = f"must be {value} as item of a list with {LIST}=set"
            yield required(f"{path}.{field}", detail) if given is None else invalid(f"{path}.{field}", given, detail)


def keys_problems(path: str, keys: list[str], items: Any) -> Iterator[Problem]:
    """The elements of a map are told apart by some of their fields, which therefore have to be there."""
    if not keys:
        yield required(f"{path}.{KEYS}", "must not be empty if x-kubernetes-list-type is map")
    if items is None:
        yield required(f"{path}.items", "must have a schema if x-kubernetes-list-type is map")
    if not isinstance(items, Mapping):
        return
    if items.get("type") != "object":
        yield invalid(f"{path}.items.type", items.get("type") or "", "must be object if parent array's x-kubernetes-list-type is map")
    properties, needed = items.get("properties") or {}, items.get("required") or ()
    for index, key in enumerate(keys):
        if key not in properties:
            yield invalid(f"{path}.{KEYS}", keys, "entries must all be names of item properties")
        elif properties[key].get("type") in ("array", "object"):
            yield invalid(f"{path}.items.properties[{key}].type", properties[key]["type"],
                          "must be a scalar type if parent array's x-kubernetes-list-type is map")
        if key in keys[:index]:
            yield invalid(f"{path}.{KEYS}[{index}]", key, "must not contain duplicate entries")
    for key in keys:
        if key in properties and key not in needed and properties[key].get("default") is None:
            yield required(f"{path}.items.properties[{key}].default",
                           "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property")


def rule_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """Rules in CEL: their form; what they say is not compiled here."""
    for index, rule in enumerate(schema.get("x-kubernetes-validations") or ()):
        text, message = rule.get("rule") or "", rule.get("message") or ""
        if not text.strip():
            yield required(f"{path}[{index}].rule", "rule is not specified")
        elif "\n" in text.strip() and not message:
            yield required(f"{path}[{index}].message", "message must be specified if rule contains line breaks")
        if message and not message.strip():
            yield invalid(f"{path}[{index}].message", message, "message must be non-empty if specified")
        elif "\n" in message.strip():
            yield invalid(f"{path}[{index}].message", message, "message must not contain line breaks")
        if rule.get("reason") is not None:
            yield from among(f"{path}[{index}].reason", rule["reason"], REASONS)
