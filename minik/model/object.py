"""Objects: plain JSON mappings that nobody mutates, and the few fields that all of them share."""
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple, TypeAlias

Object: TypeAlias = dict[str, Any]

# Groups whose kinds are named without their group; of all others, custom resources above all, the group is part of the name.
BUILT_IN = frozenset((
    "", "admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "apps", "authentication.k8s.io",
    "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io",
    "events.k8s.io", "extensions", "flowcontrol.apiserver.k8s.io", "internal.apiserver.k8s.io", "lifecycle.k8s.io",
    "networking.k8s.io", "node.k8s.io", "policy", "rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io",
    "storage.k8s.io", "storagemigration.k8s.io",
))


class Key(NamedTuple):
    """What tells an object from all others: `Service`, `default`, `web`; a custom kind is `Widget.example.com`."""

    kind: str
    namespace: str
    name: str

    @property
    def path(self) -> str:
        """`namespace/name`, or `name` where there is no namespace: also the order in which a cluster lists objects."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def group(api_version: str) -> str:
    """`apps` of `apps/v1`, nothing of `v1`."""
    return api_version.rpartition("/")[0]


def version(api_version: str) -> str:
    """`v1` of `apps/v1`."""
    return api_version.rpartition("/")[2]


@cache
def kind_name(api_version: str, kind: str) -> str:
    """The kind as a Key holds it."""
    family = group(api_version)
    return kind if family in BUILT_IN else f"{kind}.{family}"


def key(obj: Object) -> Key:
    metadata = obj["metadata"]
    return Key(kind_name(obj["apiVersion"], obj["kind"]), metadata.get("namespace") or "", metadata["name"])


def name(obj: Object) -> str:
    found: str = obj["metadata"].get("name") or ""
    return found


def namespace(obj: Object) -> str:
    found: str = obj["metadata"].get("namespace") or ""
    return found


def uid(obj: Object) -> str:
    found: str = obj["metadata"].get("uid") or ""
    return found


def labels(obj: Object) -> Mapping[str, str]:
    found: Mapping[str, str] = obj["metadata"].get("labels") or {}
    return found


def annotations(obj: Object) -> Mapping[str, str]:
    found: Mapping[str, str] = obj["metadata"].get("annotations") or {}
    return found


def spec(obj: Object) -> Mapping[str, Any]:
    found: Mapping[str, Any] = obj.get("spec") or {}
    return found


def status(obj: Object) -> Mapping[str, Any]:
    found: Mapping[str, Any] = obj.get("status") or {}
    return found


def owner(obj: Object) -> Mapping[str, Any] | None:
    """The reference to the controller that owns it, if one does."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            found: Mapping[str, Any] = reference
            return found
    return None


def read(obj: Mapping[str, Any], path: str, default: Any = None) -> Any:
    """The value at a dotted path of field names; `default` where it is absent or null."""
    value: Any = obj
    for step in path.split("."):
        value = value.get(step) if value.__class__ is dict or isinstance(value, Mapping) else None
        if value is None:
            return default
    return value


def write(obj: Object, path: str, value: Any) -> Object:
    """A copy with one field set; objects on the way are made where they are missing."""
    first, _, rest = path.partition(".")
    return {**obj, first: write(obj.get(first) or {}, rest, value) if rest else value}


def fill(obj: Object, path: str, value: Any) -> Object:
    """A copy with one field set, unless it is set already."""
    return obj if read(obj, path) is not None else write(obj, path, value)


def drop(obj: Object, path: str) -> Object:
    """A copy without one field."""
    first, _, rest = path.partition(".")
    if first not in obj:
        return obj
    if rest:
        return {**obj, first: drop(obj[first], rest)} if isinstance(obj[first], dict) else obj
    return {name: value for name, value in obj.items() if name != first}
