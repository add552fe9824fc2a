"""Resolve the value of an environment variable's valueFrom.

Upstream rule: kubectl `set env --resolve`, `envutil.GetEnvVarRefValue`.
"""

import base64

from minik.errors import ClientError
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read

METADATA = ("name", "namespace", "uid")
SOURCES = {
    "configMapKeyRef": ("ConfigMap", "configmaps", "config map"),
    "secretKeyRef": ("Secret", "secrets", "secret"),
}


def resolve_value(
    cluster: Cluster, namespace: str, source: Object, obj: Object, container: Object
) -> str:
    """Return the value that a container's valueFrom refers to, or raise ClientError."""
    for field in SOURCES:
        if source.get(field):
            return _key_value(cluster, namespace, field, source[field])
    if source.get("fieldRef"):
        return _metadata_field(obj, str(source["fieldRef"].get("fieldPath")))
    path = str((source.get("resourceFieldRef") or {}).get("resource"))
    resource = read(container, "resources." + path)
    if resource is None:
        raise ClientError(f"unsupported container resource : {path}")
    return str(resource)


def _key_value(cluster: Cluster, namespace: str, field: str, reference: Object) -> str:
    """Return the value of a ConfigMap's or Secret's key."""
    kind, plural, words = SOURCES[field]
    name, key = reference.get("name", ""), reference.get("key", "")
    source = cluster.get(kind, namespace, name)
    if source is None:
        raise ClientError(f'{plural} "{name}" not found')
    data = source.get("data") or {}
    if key not in data:
        raise ClientError(f"key {key} not found in {words} {name}")
    return (
        base64.b64decode(data[key]).decode(errors="replace") if kind == "Secret" else str(data[key])
    )


def _metadata_field(obj: Object, path: str) -> str:
    """Return a field of the object's own metadata."""
    name = path.removeprefix("metadata.")
    if name in METADATA and name != path:
        return str(obj["metadata"].get(name, ""))
    if name in ("labels", "annotations"):
        mapping = objects.labels(obj) if name == "labels" else objects.annotations(obj)
        return "\n".join(f'{key}="{text}"' for key, text in sorted(mapping.items()))
    raise ClientError(f"unsupported fieldPath: {path}")
