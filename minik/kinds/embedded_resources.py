"""Objects within custom resources (`x-kubernetes-embedded-resource`): apiVersion, kind and metadata.

Upstream rules: apiextensions `objectmeta.Coerce` and `objectmeta.Validate`.
"""

from collections.abc import Iterator, Mapping

from minik.errors import Problem
from minik.kinds.structural_schemas import EMBEDDED, Schema
from minik.light_typing import Any
from minik.model import names
from minik.model.object import Object
from minik.model.problem import invalid, required

MIXED_CASE = "may have mixed case, but should otherwise match: "


def embedded(value: Any, schema: Schema, path: str = "") -> Iterator[tuple[str, Object]]:
    """Yield the path and the value of each object within an object."""
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from embedded(part, schema.get("items") or {}, f"{path}[{index}]")
    if not isinstance(value, dict):
        return
    if schema.get(EMBEDDED):
        yield path, value
    properties, additional = schema.get("properties") or {}, schema.get("additionalProperties")
    for name, part in value.items():
        if name in properties:
            yield from embedded(part, properties[name], f"{path}.{name}" if path else name)
        elif isinstance(additional, Mapping):
            yield from embedded(part, additional, f"{path}[{name}]")


def undecodable(value: Any, schema: Schema) -> Problem | None:
    """Return why an object within a custom resource cannot even be decoded; None if all can."""
    for path, part in embedded(value, schema):
        for name in ("apiVersion", "kind"):
            if name in part and not isinstance(part[name], str):
                return invalid(f"{path}.{name}", part[name], "must be a string")
    return None


def problems(value: Any, schema: Schema) -> Iterator[Problem]:
    """Yield the problems of the objects within a custom resource."""
    for path, part in embedded(value, schema):
        yield from (
            required(f"{path}.{name}") for name in ("apiVersion", "kind") if not part.get(name)
        )
        version, kind = part.get("apiVersion") or "", part.get("kind") or ""
        if isinstance(version, str) and version.count("/") > 1:
            text = f"unexpected GroupVersion string: {version}"
            yield invalid(f"{path}.apiVersion", version, text)
        wrong = ",".join(names.label_1035(kind.lower())) if kind and isinstance(kind, str) else ""
        if wrong:
            yield invalid(f"{path}.kind", kind, MIXED_CASE + wrong)
