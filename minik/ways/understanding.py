"""Objects of Gateway API as far as they can be understood: a dump, or a state that was edited by hand,
may hold what no server would have taken. A value of another type than its schema's says nothing.
"""

from collections.abc import Iterator, Mapping
from functools import cache

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.schemas import bundled_definitions

TYPES = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
NOTHING = object()


@cache
def _schemas() -> Mapping[str, Mapping[str, Any]]:
    """Return the schema of each kind of Gateway API by the kind as it stands in a Key."""
    made = {}
    for definition in bundled_definitions.of_group("gateway.networking.k8s.io"):
        spec = definition["spec"]
        stored = next(one for one in spec["versions"] if one["storage"])
        made[f"{spec['names']['kind']}.{spec['group']}"] = stored["schema"]["openAPIV3Schema"]
    return made


def of(cluster: Cluster, kind: str) -> Iterator[Object]:
    """Yield the objects of a kind of Gateway API."""
    return map(understood, cluster.of(kind))


def within(cluster: Cluster, kind: str, namespace: str) -> Iterator[Object]:
    """Yield the objects of a kind of Gateway API in a namespace."""
    return map(understood, cluster.within(kind, namespace))


def understood(obj: Object) -> Object:
    """Return an object without what cannot be understood; the same one where all can be."""
    schema = _schemas()[objects.key(obj).kind]
    made: Object = {name: value for name, value in obj.items() if name not in ("spec", "status")}
    for name in ("spec", "status"):
        part = conform(obj[name], schema["properties"].get(name) or {}) if name in obj else NOTHING
        if part is not NOTHING:
            made = {**made, name: part}
    return obj if made == obj else made


def conform(value: Any, schema: Mapping[str, Any]) -> Any:
    """Return a value without the parts whose type is not their schema's; NOTHING if it is itself."""
    wanted = TYPES.get(str(schema.get("type")), object)
    if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
        return NOTHING
    if isinstance(value, list):
        parts = (conform(one, schema.get("items") or {}) for one in value)
        return [one for one in parts if one is not NOTHING]
    if not isinstance(value, dict):
        return value
    known, rest = schema.get("properties") or {}, schema.get("additionalProperties") or {}
    made = {name: conform(one, known.get(name, rest)) for name, one in value.items()}
    return {name: one for name, one in made.items() if one is not NOTHING}
