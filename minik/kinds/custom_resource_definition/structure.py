"""Structural schemas: each value has exactly one type, outside of logical operators.

Upstream rules: apiextensions `ValidateStructural`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.light_typing import Any
from minik.model.problem import forbidden, invalid, required

Schema = Mapping[str, Any]
EMPTY_TYPE = {
    "root": "must not be empty at the root",
    "item": "must not be empty for specified array items",
    "field": "must not be empty for specified object fields",
}
EMBEDDED, PRESERVE_UNKNOWN, INT_OR_STRING = (
    "x-kubernetes-embedded-resource",
    "x-kubernetes-preserve-unknown-fields",
    "x-kubernetes-int-or-string",
)
LOGIC_KEYWORDS = ("allOf", "anyOf", "oneOf")
# What may not be said under a logical operator: field → how it should be instead.
FORBIDDEN_IN_LOGIC = {
    "type": "must be empty to be structural",
    "title": "must be empty to be structural",
    "description": "must be empty to be structural",
    "default": "must be undefined to be structural",
    "additionalProperties": "must be undefined to be structural",
    "nullable": "must be false to be structural",
    EMBEDDED: "must be false to be structural",
    INT_OR_STRING: "must be false to be structural",
    PRESERVE_UNKNOWN: "must be false to be structural",
}


def structure_problems(path: str, schema: Schema, level: str = "root") -> Iterator[Problem]:
    """Yield the problems of a schema; `level` is root, field or item."""
    yield from children_problems(path, schema)
    kind = schema.get("type") or ""
    if schema.get(EMBEDDED) and kind != "object":
        detail = "must be object if x-kubernetes-embedded-resource is true"
        yield invalid(f"{path}.type", kind, detail) if kind else required(f"{path}.type", detail)
    elif not kind and not schema.get(INT_OR_STRING) and not schema.get(PRESERVE_UNKNOWN):
        yield required(f"{path}.type", EMPTY_TYPE[level])
    if schema.get(EMBEDDED) and schema.get("additionalProperties") is not None:
        yield forbidden(
            f"{path}.additionalProperties",
            "must not be used if x-kubernetes-embedded-resource is set",
        )
    if level == "root" and kind and kind != "object":
        yield invalid(f"{path}.type", kind, "must be object at the root")
    if level == "root" and schema.get("additionalProperties") is not None:
        yield forbidden(f"{path}.additionalProperties", "must not be used at the root")
    yield from metadata_schema_problems(path, schema, level)
    if schema.get(EMBEDDED) and not schema.get(PRESERVE_UNKNOWN) and not schema.get("properties"):
        yield required(
            f"{path}.properties",
            "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields",
        )
    if kind == "array" and schema.get("items") is None:
        yield required(f"{path}.items", "must be specified")
    yield from logic_problems(path, schema)


def children_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """Yield the problems of the schemas directly within a schema."""
    if isinstance(schema.get("items"), Mapping):
        yield from structure_problems(f"{path}.items", schema["items"], "item")
    for name, part in sorted((schema.get("properties") or {}).items()):
        yield from structure_problems(f"{path}.properties[{name}]", part, "field")
    if isinstance(schema.get("additionalProperties"), Mapping):
        yield from structure_problems(
            f"{path}.additionalProperties", schema["additionalProperties"], "field"
        )


def metadata_schema_problems(path: str, schema: Schema, level: str) -> Iterator[Problem]:
    """Yield a problem if a schema restricts metadata other than name and generateName."""
    metadata = (schema.get("properties") or {}).get("metadata")
    if metadata is None or not (level == "root" or schema.get(EMBEDDED)):
        return
    others = [
        name
        for name in metadata
        if name not in ("type", "properties", "description", "title", "nullable")
    ]
    if others or set(metadata.get("properties") or ()) - {"name", "generateName"}:
        yield forbidden(
            f"{path}.properties[metadata]",
            "must not specify anything other than name and generateName, but metadata is implicitly specified",
        )


def logic_problems(path: str, schema: Schema) -> Iterator[Problem]:
    for field in LOGIC_KEYWORDS:
        for index, part in enumerate(schema.get(field) or ()):
            yield from nested_problems(f"{path}.{field}[{index}]", part, schema)
    if schema.get("not") is not None:
        yield from nested_problems(f"{path}.not", schema["not"], schema)


def nested_problems(path: str, part: Schema, outer: Schema) -> Iterator[Problem]:
    """Yield the problems of a schema under a logical operator: it may only restrict."""
    if outer.get(INT_OR_STRING) and set(part) == {"type"} and part["type"] in ("integer", "string"):
        return
    yield from (
        forbidden(f"{path}.{field}", detail)
        for field, detail in FORBIDDEN_IN_LOGIC.items()
        if part.get(field) not in (None, "", False)
    )
    for name, inner in sorted((part.get("properties") or {}).items()):
        outside = (outer.get("properties") or {}).get(name)
        if outside is None and not isinstance(outer.get("additionalProperties"), Mapping):
            where = f"{path.partition('.' + path.rpartition('.')[2])[0]}.properties[{name}]"
            yield required(where, f"because it is defined in {path}.properties[{name}]")
        yield from nested_problems(f"{path}.properties[{name}]", inner, outside or {})
    if isinstance(part.get("items"), Mapping):
        yield from nested_problems(f"{path}.items", part["items"], outer.get("items") or {})
    for field in LOGIC_KEYWORDS:
        for index, inner in enumerate(part.get(field) or ()):
            yield from nested_problems(f"{path}.{field}[{index}]", inner, outer)
