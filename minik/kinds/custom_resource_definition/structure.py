"""Structural schemas: each value has one type, said once, where the value stands. Upstream rules: apiextensions `ValidateStructural`."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.errors import Problem
from minik.model.problem import forbidden, invalid, required

Schema = Mapping[str, Any]
WHERE = {"root": "must not be empty at the root", "item": "must not be empty for specified array items",
         "field": "must not be empty for specified object fields"}
EMBEDDED, ANYTHING, EITHER = "x-kubernetes-embedded-resource", "x-kubernetes-preserve-unknown-fields", "x-kubernetes-int-or-string"
LOGIC = ("allOf", "anyOf", "oneOf")
# What may not be said under a logical operator: field → how it should be instead.
NOT_LOGICAL = {
    "type": "must be empty to be structural", "title": "must be empty to be structural", "description": "must be empty to be structural",
    "default": "must be undefined to be structural", "additionalProperties": "must be undefined to be structural",
    "nullable": "must be false to be structural", EMBEDDED: "must be false to be structural", EITHER: "must be false to be structural",
    ANYTHING: "must be false to be structural",
}


def structure_problems(path: str, schema: Schema, level: str = "root") -> Iterator[Problem]:
    """A schema at the root, of a field or of an item."""
    yield from children_problems(path, schema)
    kind = schema.get("type") or ""
    if schema.get(EMBEDDED) and kind != "object":
        detail = "must be object if x-kubernetes-embedded-resource is true"
        yield invalid(f"{path}.type", kind, detail) if kind else required(f"{path}.type", detail)
    elif not kind and not schema.get(EITHER) and not schema.get(ANYTHING):
        yield required(f"{path}.type", WHERE[level])
    if schema.get(EMBEDDED) and schema.get("additionalProperties") is not None:
        yield forbidden(f"{path}.additionalProperties", "must not be used if x-kubernetes-embedded-resource is set")
    if level == "root" and kind and kind != "object":
        yield invalid(f"{path}.type", kind, "must be object at the root")
    if level == "root" and schema.get("additionalProperties") is not None:
        yield forbidden(f"{path}.additionalProperties", "must not be used at the root")
    yield from identity_problems(path, schema, level)
    if schema.get(EMBEDDED) and not schema.get(ANYTHING) and not schema.get("properties"):
        yield required(f"{path}.properties",
                       "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields")
    if kind == "array" and schema.get("items") is None:
        yield required(f"{path}.items", "must be specified")
    yield from logic_problems(path, schema)


def children_problems(path: str, schema: Schema) -> Iterator[Problem]:
    """The schemas within a schema, each by its own rule."""
    if isinstance(schema.get("items"), Mapping):
        yield from structure_problems(f"{path}.items", schema["items"], "item")
    for name, part in sorted((schema.get("properties") or {}).items()):
        yield from structure_problems(f"{path}.properties[{name}]", part, "field")
    if isinstance(schema.get("additionalProperties"), Mapping):
        yield from structure_problems(f"{path}.additionalProperties", schema["additionalProperties"], "field")


def identity_problems(path: str, schema: Schema, level: str) -> Iterator[Problem]:
    """Every object has metadata: of these a schema may restrict the name alone."""
    metadata = (schema.get("properties") or {}).get("metadata")
    if metadata is None or not (level == "root" or schema.get(EMBEDDED)):
        return
    others = [name for name in metadata if name not in ("type", "properties", "description", "title", "nullable")]
    if others or set(metadata.get("properties") or ()) - {"name", "generateName"}:
        yield forbidden(f"{path}.properties[metadata]",
                        "must not specify anything other than name and generateName, but metadata is implicitly specified")


def logic_problems(path: str, schema: Schema) -> Iterator[Problem]:
    for field in LOGIC:
        for index, part in enumerate(schema.get(field) or ()):
            yield from nested_problems(f"{path}.{field}[{index}]", part, schema)
    if schema.get("not") is not None:
        yield from nested_problems(f"{path}.not", schema["not"], schema)


def nested_problems(path: str, part: Schema, whole: Schema) -> Iterator[Problem]:
    """Under a logical operator a schema only narrows what is said outside."""
    if whole.get(EITHER) and set(part) == {"type"} and part["type"] in ("integer", "string"):
        return
    yield from (forbidden(f"{path}.{field}", detail) for field, detail in NOT_LOGICAL.items() if part.get(field) not in (None, "", False))
    for name, inner in sorted((part.get("properties") or {}).items()):
        outside = (whole.get("properties") or {}).get(name)
        if outside is None and not isinstance(whole.get("additionalProperties"), Mapping):
            where = f"{path.partition('.' + path.rpartition('.')[2])[0]}.properties[{name}]"
            yield required(where, f"because it is defined in {path}.properties[{name}]")
        yield from nested_problems(f"{path}.properties[{name}]", inner, outside or {})
    if isinstance(part.get("items"), Mapping):
        yield from nested_problems(f"{path}.items", part["items"], whole.get("items") or {})
    for field in LOGIC:
        for index, inner in enumerate(part.get(field) or ()):
            yield from nested_problems(f"{path}.{field}[{index}]", inner, whole)
