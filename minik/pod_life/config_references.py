"""The ConfigMaps and Secrets that a pod's containers need before they can start. Upstream rules:
the kubelet's `makeEnvironmentVariables` and the volume plugins `configmap`, `secret`, `projected`.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping

from minik.kinds import pod as pods
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.object import Object, read

Lookup: TypeAlias = Callable[[str, str, str], Object | None]
SOURCES = (("configMap", "name", "ConfigMap"), ("secret", "secretName", "Secret"))
PROJECTED = (("configMap", "name", "ConfigMap"), ("secret", "name", "Secret"))
VOLUMES, ENVIRONMENT = ("configMap", "secret", "projected"), ("envFrom", "env")
CONTAINERS = ("containers", "initContainers")
ENV_FROM = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
ENV_KEYS = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))


class Missing(NamedTuple):
    """Messages about missing objects: by volume (these block the pod) and by container."""

    volumes: Mapping[str, str]
    containers: Mapping[str, str]


NOTHING_MISSING = Missing({}, {})


class References:
    """The references of many pods, while nothing changes: those that share theirs, as pods of one
    template do, are followed once if none is missing.
    """

    def __init__(self, find: Lookup) -> None:
        self.find = find
        self.whole: set[Hashable] = set()

    def missing(self, pod: Object) -> Missing:
        """Return all the references of a pod that are missing."""
        key = (objects.namespace(pod), *map(id, _references(pod)))
        if len(key) == 1 or key in self.whole:
            return NOTHING_MISSING
        found = find_missing(self.find, pod)
        if found == NOTHING_MISSING:
            self.whole.add(key)
        return found


def _references(pod: Object) -> Iterator[Any]:
    """Yield the parts of a pod that may name ConfigMaps and Secrets."""
    spec = objects.spec(pod)
    for volume in spec.get("volumes") or ():
        for source in VOLUMES:
            if source in volume:
                yield volume[source]
    for field in CONTAINERS:
        for container in spec.get(field) or ():
            for source in ENVIRONMENT:
                if container.get(source):
                    yield container[source]


def find_missing(find: Lookup, pod: Object) -> Missing:
    """Return all the references of a pod that are missing."""
    namespace = objects.namespace(pod)
    volumes = {
        volume["name"]: message
        for volume in objects.spec(pod).get("volumes") or ()
        for message in _volume_problems(find, namespace, volume)
    }
    containers = {
        container["name"]: message
        for container in (*pods.containers(pod), *pods.init_containers(pod))
        for message in list(_container_problems(find, namespace, container))[:1]
    }
    return Missing(volumes, containers)


def _volume_problems(find: Lookup, namespace: str, volume: Object) -> Iterator[str]:
    parts = [
        (source, field, kind) for source, field, kind in SOURCES if volume.get(source) is not None
    ]
    for source, field, kind in parts:
        yield from _source_problems(
            find, namespace, kind, volume[source].get(field) or "", volume[source]
        )
    for projection in read(volume, "projected.sources", []):
        for source, field, kind in PROJECTED:
            if projection.get(source) is not None:
                yield from _source_problems(
                    find, namespace, kind, projection[source].get(field) or "", projection[source]
                )


def _source_problems(
    find: Lookup, namespace: str, kind: str, name: str, source: Mapping[str, Any]
) -> Iterator[str]:
    """Yield what is missing of a volume's source: the object, or keys that it should have."""
    config = find(kind, namespace, name)
    if source.get("optional"):
        return
    if config is None:
        yield f'{kind.lower()} "{name}" not found'
        return
    for item in source.get("items") or ():
        if item["key"] not in data_keys(config):
            yield f"references non-existent {'config' if kind == 'ConfigMap' else 'secret'} key: {item['key']}"


def _container_problems(find: Lookup, namespace: str, container: Object) -> Iterator[str]:
    for entry in container.get("envFrom") or ():
        for field, kind in ENV_FROM:
            source = entry.get(field)
            if (
                source is not None
                and not source.get("optional")
                and find(kind, namespace, source.get("name") or "") is None
            ):
                yield f'{kind.lower()} "{source.get("name") or ""}" not found'
    for entry in container.get("env") or ():
        for field, kind in ENV_KEYS:
            source = read(entry, f"valueFrom.{field}")
            if source is not None and not source.get("optional"):
                yield from _key_problems(find, namespace, kind, source)


def _key_problems(
    find: Lookup, namespace: str, kind: str, source: Mapping[str, Any]
) -> Iterator[str]:
    name = source.get("name") or ""
    config = find(kind, namespace, name)
    if config is None:
        yield f'{kind.lower()} "{name}" not found'
    elif source["key"] not in data_keys(config):
        yield f"couldn't find key {source['key']} in {kind} {namespace}/{name}"


def data_keys(config: Object) -> set[str]:
    """Return the keys of a ConfigMap or Secret."""
    return {
        *(config.get("data") or {}),
        *(config.get("binaryData") or {}),
        *(config.get("stringData") or {}),
    }
