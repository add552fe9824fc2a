"""What pods refer to by name in their own namespace: ConfigMaps, Secrets, claims."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis.nearness import is_meant, nearest
from minik.diagnosis.view import Maker, View, has_status
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.object import Object

GROUPS = ("initContainers", "containers")
MOST = 60  # names that are compared one by one
VOLUMES = (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"))
PROJECTED = (("configMap", "ConfigMap"), ("secret", "Secret"))
VARIABLES = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))
WHOLE = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))


FIRST = "kubernetes.io/bootstrapping"  # labels what an API server makes in a new cluster

ROOT_CERTIFICATE = ("ConfigMap", "kube-root-ca.crt")


def is_first(obj: Object) -> bool:
    """Tell whether an object is one that the API server made in the new cluster."""
    return FIRST in objects.labels(obj)


def is_made_by_operator(view: View, namespace: str, name: str) -> bool:
    """Return whether an operator may make an object of this name: a custom resource of its own, whose
    name is the beginning, stands in the namespace (`shop-kb-http` for `Kibana shop`).
    """
    return any(
        name.startswith(f"{objects.name(one)}-")
        for one in view.custom_resources
        if isinstance(one.get("metadata"), dict)
        and (objects.namespace(one) or "default") == namespace
        and not objects.group(str(one.get("apiVersion"))).endswith(".k8s.io")
    )


class Reference(NamedTuple):
    """A reference of a pod to an object, perhaps to one of its keys; `path` leads to it within the
    pod.
    """

    kind: str
    name: str
    path: str
    key: str = ""
    optional: bool = False


def unstarted(view: View) -> Iterator[Maker]:
    """Yield the makers whose pod has no status: nothing was recorded that would prove more."""
    return iter(view.index(_unstarted))


def _unstarted(view: View) -> list[Maker]:
    return [maker for maker in view.concerned_makers.values() if not has_status(maker.pod)]


def field(maker: Maker, path: str) -> str:
    """Return a path within a pod as a path within the object that makes it."""
    return f"{maker.path}.{path}" if maker.path else path


def configuration(pod: Object) -> Iterator[Reference]:
    """Yield the references to ConfigMaps and Secrets of environments and volumes."""
    spec = objects.spec(pod)
    for group in GROUPS:
        for index, container in enumerate(spec.get(group) or ()):
            if container.get("env") or container.get("envFrom"):
                yield from environment(container, f"spec.{group}[{index}]")
    for index, volume in enumerate(spec.get("volumes") or ()):
        yield from mounted(volume, f"spec.volumes[{index}]")


def environment(container: Mapping[str, Any], path: str) -> Iterator[Reference]:
    """Yield the references of a container's variables."""
    for index, entry in enumerate(container.get("envFrom") or ()):
        for name, kind in WHOLE:
            source = entry.get(name)
            if source:
                yield reference(kind, source, f"{path}.envFrom[{index}].{name}.name")
    for index, entry in enumerate(container.get("env") or ()):
        for name, kind in VARIABLES:
            source = (entry.get("valueFrom") or {}).get(name)
            if source:
                yield reference(kind, source, f"{path}.env[{index}].valueFrom.{name}", "key")


def mounted(volume: Mapping[str, Any], path: str) -> Iterator[Reference]:
    """Yield the references of a volume, with those of its keys."""
    for name, kind, word in VOLUMES:
        source = volume.get(name)
        if source:
            yield from with_items(kind, source, f"{path}.{name}", word)
    for index, source in enumerate((volume.get("projected") or {}).get("sources") or ()):
        for name, kind in PROJECTED:
            if source.get(name):
                place = f"{path}.projected.sources[{index}].{name}"
                yield from with_items(kind, source[name], place, "name")


def with_items(kind: str, source: Mapping[str, Any], path: str, word: str) -> Iterator[Reference]:
    """Yield a reference to a whole object, then one for each key that its items name."""
    whole = Reference(kind, source.get(word) or "", f"{path}.{word}", "", is_optional(source))
    yield whole
    for index, item in enumerate(source.get("items") or ()):
        yield whole._replace(path=f"{path}.items[{index}].key", key=item.get("key") or "")


def reference(kind: str, source: Mapping[str, Any], path: str, word: str = "") -> Reference:
    """Return the reference of a variable; `word` is the field of the key, if it names one."""
    key = source.get(word) or "" if word else ""
    return Reference(kind, source.get("name") or "", path, key, is_optional(source))


def is_optional(source: Mapping[str, Any]) -> bool:
    """Return whether a pod starts without the object."""
    return bool(source.get("optional"))


def names(view: View, kind: str, namespace: str) -> Sequence[str]:
    """Return the names of the objects of a kind in a namespace."""
    return [objects.name(obj) for obj in view.cluster.within(kind, namespace)]


def by_name(obj: Object) -> Iterator[str]:
    """Yield the name of an object, to index objects by."""
    yield objects.name(obj)


def elsewhere(view: View, kind: str, name: str) -> Sequence[str]:
    """Return the namespaces that have an object of this kind and name."""
    return [
        objects.namespace(obj) for obj in view.cluster.table(kind).index_by(by_name).get(name, ())
    ]


def is_there(view: View, kind: str, namespace: str, name: str) -> bool:
    """Return whether an object is there, be it in a document that the server would refuse; or may be
    there, since the dump does not hold its kind or every namespace of a cluster has one.
    """
    if not view.settled and (kind, name) == ROOT_CERTIFICATE:
        return True
    held = view.cluster.held
    if held.lacks(kind) or held.hides(namespace) or view.cluster.get(kind, namespace, name):
        return True
    return (kind, namespace, name) in view.index(_refused)


def _refused(view: View) -> frozenset[tuple[str, str, str]]:
    return frozenset((key.kind, key.namespace, key.name) for key in (r.key for r in view.refusals))


def meant(view: View, kind: str, namespace: str, name: str) -> str:
    """Return the name that was probably meant; "" if none is near."""
    candidates = names(view, kind, namespace)
    near = nearest(name, candidates) if len(candidates) <= MOST else ""
    return near if near and is_meant(name, near) else ""
