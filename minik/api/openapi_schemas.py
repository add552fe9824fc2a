"""OpenAPI: the schemas of kinds, from the bundled schemas and from CustomResourceDefinitions."""

from collections.abc import Iterator, Sequence
from functools import cache

from minik import schemas
from minik.api.discovery import Document
from minik.light_typing import Any
from minik.model.kind import Kind
from minik.render import explanation

V2, V3 = "#/definitions/", "#/components/schemas/"
META = "io.k8s.apimachinery.pkg.apis.meta.v1."
EXTENSIONS = {
    "listType": "x-kubernetes-list-type",
    "listMapKeys": "x-kubernetes-list-map-keys",
    "mapType": "x-kubernetes-map-type",
    "patchStrategy": "x-kubernetes-patch-strategy",
    "patchMergeKey": "x-kubernetes-patch-merge-key",
}
KEPT = ("format", "required", "default")


def schema_name(kind: Kind, version: str) -> str:
    """Return the name of a kind's schema: `com.example.api.v1.Widget` for a custom one."""
    if not kind.custom:
        return bare(str(kind.definitions[version]))
    return ".".join([*reversed(kind.group.split(".")), version, kind.name])


def bare(name: str) -> str:
    """Return a definition's name without the version of Kubernetes before it."""
    return name.rpartition("/")[2]


def group_version_kind(kind: Kind, version: str) -> Document:
    """Return group, version and kind as OpenAPI has them."""
    return {"group": kind.group, "kind": kind.name, "version": version}


def schemas_of(kinds: Sequence[Kind], version: str, root: str) -> Document:
    """Return the schemas of kinds and of all that they refer to, by name."""
    found: Document = {}
    waiting = [f"{META}ObjectMeta", f"{META}DeleteOptions", f"{META}Status"]
    own: dict[str, Kind] = {}
    for kind in kinds:
        name = schema_name(kind, version)
        own[name] = kind
        if kind.custom:
            found[name] = _custom_schema(kind, version, root)
        else:
            waiting.append(str(kind.definitions[version]))
    while waiting:
        full_name = waiting.pop()
        name = bare(full_name)
        if name in found or full_name == name and name not in _known():
            continue
        found[name] = converted(full_name, root)
        waiting.extend(_references(full_name))
        if name in own:
            tag = [group_version_kind(own[name], version)]
            found[name] = {**found[name], "x-kubernetes-group-version-kind": tag}
    return found


@cache
def _known() -> frozenset[str]:
    return frozenset(schemas.names())


@cache
def _references(name: str) -> tuple[str, ...]:
    """Return the names of the definitions to which one refers."""
    return tuple(dict.fromkeys(_refs(schemas.definition(name))))


def _refs(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from _refs(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _refs(value)


@cache
def converted(name: str, root: str) -> Document:
    """Return a definition of the bundle as OpenAPI has it, with descriptions."""
    schema = schemas.definition(name)
    text = explanation.describe_type(bare(name))
    out = _plain(schema, root)
    properties = {
        field: _described(_plain(part, root), explanation.describe_field(bare(name), field))
        for field, part in (schema.get("properties") or {}).items()
    }
    return _described({**out, **({"properties": properties} if properties else {})}, text)


def _described(schema: Document, text: str) -> Document:
    return {"description": text, **schema} if text else schema


def _plain(schema: schemas.Schema, root: str) -> Document:
    """Return a schema of the bundle without its own words."""
    if "$ref" in schema:
        out: Document = {"$ref": root + bare(schema["$ref"])}
        out = out if root == V2 else {"allOf": [out], "default": {}}
        return out | _extensions(schema)
    types = schema.get("type", ())
    first = types if isinstance(types, str) else next(iter(types), "")
    out = {"type": first} if first else {}
    if schema.get("oneOf"):
        out = (
            {"oneOf": [{"type": "string"}, {"type": "integer"}]}
            if root == V3
            else {"type": "string"}
        )
    out.update({name: schema[name] for name in KEPT if name in schema})
    out.update(_extensions(schema))
    if isinstance(schema.get("items"), dict):
        out["items"] = _plain(schema["items"], root)
    if isinstance(schema.get("additionalProperties"), dict):
        out["additionalProperties"] = _plain(schema["additionalProperties"], root)
    return out


def _extensions(schema: schemas.Schema) -> Document:
    return {EXTENSIONS[name]: schema[name] for name in EXTENSIONS if name in schema}


def _with_choices(schema: Any) -> Any:
    """Return a schema in which numbers or texts are said to be a choice of two."""
    if isinstance(schema, list):
        return [_with_choices(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    out = {name: _with_choices(part) for name, part in schema.items()}
    if out.get("x-kubernetes-int-or-string") is True and "anyOf" not in out:
        out["anyOf"] = [{"type": "integer"}, {"type": "string"}]
    return out


# OpenAPI v2 cannot say that a field takes anything, so what would be refused wrongly by who reads it
# is left out. Upstream: `ToStructuralOpenAPIV2`.
def _for_v2(schema: Any) -> Any:
    """Return a schema without what v2 has no words for."""
    if isinstance(schema, list):
        return [_for_v2(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    gone = {"allOf", "anyOf", "oneOf", "not", "nullable"}
    if schema.get("x-kubernetes-preserve-unknown-fields") is True:
        gone |= {"properties", "items"}
    if schema.get("nullable") is True or schema.get("x-kubernetes-int-or-string") is True:
        gone |= {"type", "properties", "items", "additionalProperties"}
    out = {name: part for name, part in schema.items() if name not in gone}
    if isinstance(out.get("properties"), dict):
        out["properties"] = {name: _for_v2(part) for name, part in out["properties"].items()}
    return {
        name: _for_v2(part) if name in ("items", "additionalProperties") else part
        for name, part in out.items()
    }


def _custom_schema(kind: Kind, version: str, root: str) -> Document:
    """Return the schema of a custom kind, with the fields that every object has."""
    own: Document = _with_choices(kind.definitions[version])
    tag = {"x-kubernetes-group-version-kind": [group_version_kind(kind, version)]}
    if root == V2:
        if own.get("x-kubernetes-preserve-unknown-fields") is True:
            return {"type": "object", **tag}
        own = _for_v2(own)
    metadata = {"$ref": f"{root}{META}ObjectMeta"}
    properties = {
        "apiVersion": {"type": "string"},
        "kind": {"type": "string"},
        "metadata": metadata if root == V2 else {"allOf": [metadata]},
    }
    return {
        **own,
        "type": "object",
        "properties": {**(own.get("properties") or {}), **properties},
        **tag,
    }
