"""What a variable that refers to something has for a value. Upstream rule: kubectl `set env --resolve`, `envutil.GetEnvVarRefValue`."""
import base64

from minik.errors import ClientError
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read

METADATA = ("name", "namespace", "uid")
SOURCES = {"configMapKeyRef": ("ConfigMap", "configmaps", "config map"), "secretKeyRef": ("Secret", "secrets", "secret")}


def value(cluster: Cluster, namespace: str, source: Object, obj: Object, container: Object) -> str:
    """The value at a reference of a container in an object."""
    for field in SOURCES:
        if source.get(field):
            return _kept(cluster, namespace, field, source[field])
    if source.get("fieldRef"):
        return _field(obj, str(source["fieldRef"].get("fieldPath")))
    path = str((source.get("resourceFieldRef") or {}).get("resource"))
    found = read(container, "resources." + path)
    if found is None:
        raise ClientError(f"unsupported container resource : {path}")
    return str(found)


def _kept(cluster: Cluster, namespace: str, field: str, reference: Object) -> str:
    """What stands under a key of a config map or a secret."""
    kind, plural, words = SOURCES[field]
    name, key = reference.get("name", ""), reference.get("key", "")
    found = cluster.get(kind, namespace, name)
    if found is None:
        raise ClientError(f'{plural} "{name}" not found')
    data = found.get("data") or {}
    if key not in data:
        raise ClientError(f"key {key} not found in {words} {name}")
    return base64.b64decode(data[key]).decode(errors="replace") if kind == "Secret" else str(data[key])


def _field(obj: Object, path: str) -> str:
    """A field of the object's own metadata."""
    name = path.removeprefix("metadata.")
    if name in METADATA and name != path:
        return str(obj["metadata"].get(name, ""))
    if name in ("labels", "annotations"):
        found = objects.labels(obj) if name == "labels" else objects.annotations(obj)
        return "\n".join(f'{key}="{text}"' for key, text in sorted(found.items()))
    raise ClientError(f"unsupported fieldPath: {path}")
