"""Objects: plain JSON mappings that are never mutated, and the fields that all of them share."""

from collections.abc import Mapping
from functools import cache

from minik.light_typing import Any, NamedTuple, TypeAlias

Object: TypeAlias = Mapping[str, Any]
MutableObject: TypeAlias = dict[str, Any]  # an object that the function at hand still builds

# Groups whose kinds are named without their group; of all others, custom resources above all, the
# group is part of the name.
BUILT_IN = frozenset(
    (
        "",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "apps",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "autoscaling",
        "batch",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "extensions",
        "flowcontrol.apiserver.k8s.io",
        "internal.apiserver.k8s.io",
        "lifecycle.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "policy",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
        "storagemigration.k8s.io",
    )
)


class Key(NamedTuple):
    """An object's identity: `Service`, `default`, `web`; a custom kind is `Widget.example.com`."""

    kind: str
    namespace: str
    name: str

    @property
    def path(self) -> str:
        """Return `namespace/name`, or `name` without a namespace; objects are sorted by it."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def key_of_path(kind: str, path: str) -> Key:
    """Return the Key of a kind and a `Key.path`."""
    namespace, _, name = path.rpartition("/")
    return Key(kind, namespace, name)


def group(api_version: str) -> str:
    """Return `apps` for `apps/v1`, "" for `v1`."""
    return api_version.rpartition("/")[0]


def version(api_version: str) -> str:
    """Return `v1` for `apps/v1`."""
    return api_version.rpartition("/")[2]


@cache
def kind_name(api_version: str, kind: str) -> str:
    """Return the kind as it stands in a Key."""
    api_group = group(api_version)
    return kind if api_group in BUILT_IN else f"{kind}.{api_group}"


def key(obj: Object) -> Key:
    metadata = obj["metadata"]
    return Key(
        kind_name(obj["apiVersion"], obj["kind"]), metadata.get("namespace") or "", metadata["name"]
    )


def path_of(obj: Object) -> str:
    """Return the path of an object's key."""
    metadata = obj["metadata"]
    namespace = metadata.get("namespace")
    name: str = metadata["name"]
    return f"{namespace}/{name}" if namespace else name


def name(obj: Object) -> str:
    value: str = obj["metadata"].get("name") or ""
    return value


def namespace(obj: Object) -> str:
    value: str = obj["metadata"].get("namespace") or ""
    return value


def uid(obj: Object) -> str:
    value: str = obj["metadata"].get("uid") or ""
    return value


def labels(obj: Object) -> Mapping[str, str]:
    value: Mapping[str, str] = obj["metadata"].get("labels") or {}
    return value


def annotations(obj: Object) -> Mapping[str, str]:
    value: Mapping[str, str] = obj["metadata"].get("annotations") or {}
    return value


def spec(obj: Object) -> Mapping[str, Any]:
    value: Mapping[str, Any] = obj.get("spec") or {}
    return value


def status(obj: Object) -> Mapping[str, Any]:
    value: Mapping[str, Any] = obj.get("status") or {}
    return value


def owner(obj: Object) -> Mapping[str, Any] | None:
    """Return the owner reference to the object's controller, or None."""
    for reference in obj["metadata"].get("ownerReferences") or ():
        if reference.get("controller"):
            controller: Mapping[str, Any] = reference
            return controller
    return None


def read(obj: Mapping[str, Any], path: str, default: Any = None) -> Any:
    """Return the value at a dotted path of field names; `default` if it is absent or null."""
    value: Any = obj
    for step in path.split("."):
        value = value.get(step) if value.__class__ is dict or isinstance(value, Mapping) else None
        if value is None:
            return default
    return value


def read_str(obj: Object, path: str, default: str = "") -> str:
    """Return the text at a dotted path; `default` if it is absent, null or empty."""
    value: str = (read(obj, path) if "." in path else obj.get(path)) or default
    return value


def read_int(obj: Object, path: str, default: int = 0) -> int:
    """Return the number at a dotted path; `default` if it is absent or null."""
    value: int | None = read(obj, path) if "." in path else obj.get(path)
    return default if value is None else value


def read_list(obj: Object, path: str) -> list[Any]:
    """Return the list at a dotted path; an empty one if it is absent or null."""
    value: list[Any] = (read(obj, path) if "." in path else obj.get(path)) or []
    return value


def read_map(obj: Object, path: str) -> Mapping[str, Any]:
    """Return the mapping at a dotted path; an empty one if it is absent or null."""
    value: Mapping[str, Any] = (read(obj, path) if "." in path else obj.get(path)) or {}
    return value


def write(obj: Object, path: str, value: Any) -> Object:
    """Return a copy with one field set; missing parents are created."""
    first, _, rest = path.partition(".")
    return {**obj, first: write(obj.get(first) or {}, rest, value) if rest else value}


def fill(obj: Object, path: str, value: Any) -> Object:
    """Return a copy with one field set, unless it is set already."""
    return obj if read(obj, path) is not None else write(obj, path, value)


def in_version(obj: Object, api_version: str) -> Object:
    """Return an object in another version of its kind: the fields are the same."""
    return obj if obj["apiVersion"] == api_version else {**obj, "apiVersion": api_version}


def drop(obj: Object, path: str) -> Object:
    """Return a copy without one field."""
    first, _, rest = path.partition(".")
    if first not in obj:
        return obj
    if rest:
        return {**obj, first: drop(obj[first], rest)} if isinstance(obj[first], dict) else obj
    return {name: value for name, value in obj.items() if name != first}


def with_annotation(obj: Object, name: str, text: str = "") -> Object:
    """Return a copy with an annotation, or without it if the text is empty."""
    others = {other: value for other, value in annotations(obj).items() if other != name}
    changed = {**others, name: text} if text else others
    if not changed:
        return drop(obj, "metadata.annotations")
    return write(obj, "metadata.annotations", changed)
