"""What a pod's containers need before they can start: the ConfigMaps and Secrets that it names. Upstream rules: the kubelet's
`makeEnvironmentVariables` and the volume plugins `configmap`, `secret` and `projected`."""
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object, read

Find: TypeAlias = Callable[[str, str, str], Object | None]
SOURCES = (("configMap", "name", "ConfigMap"), ("secret", "secretName", "Secret"))
PROJECTED = (("configMap", "name", "ConfigMap"), ("secret", "name", "Secret"))
FROM = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
KEYS = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))


class Missing(NamedTuple):
    """What is not there: by volume what keeps the whole pod waiting, and by container what keeps that one."""

    volumes: Mapping[str, str]
    containers: Mapping[str, str]


NOTHING = Missing({}, {})


def needs(pod: Object) -> bool:
    """Whether a pod names anything that may be missing."""
    if any(volume.keys() & {"configMap", "secret", "projected"} for volume in objects.spec(pod).get("volumes") or ()):
        return True
    return any(container.get("envFrom") or any("valueFrom" in one for one in container.get("env") or ())
               for container in (*pods.containers(pod), *pods.init_containers(pod)))


def missing(find: Find, pod: Object) -> Missing:
    """All that a pod waits for."""
    namespace = objects.namespace(pod)
    volumes = {volume["name"]: text for volume in objects.spec(pod).get("volumes") or () for text in _volume(find, namespace, volume)}
    containers = {container["name"]: text for container in (*pods.containers(pod), *pods.init_containers(pod))
                  for text in list(_container(find, namespace, container))[:1]}
    return Missing(volumes, containers)


def _volume(find: Find, namespace: str, volume: Object) -> Iterator[str]:
    parts = [(source, field, kind) for source, field, kind in SOURCES if volume.get(source) is not None]
    for source, field, kind in parts:
        yield from _items(find, namespace, kind, volume[source].get(field) or "", volume[source])
    for one in read(volume, "projected.sources", []):
        for source, field, kind in PROJECTED:
            if one.get(source) is not None:
                yield from _items(find, namespace, kind, one[source].get(field) or "", one[source])


def _items(find: Find, namespace: str, kind: str, name: str, source: Mapping[str, Any]) -> Iterator[str]:
    """A volume's source, and the keys that are wanted of it."""
    found = find(kind, namespace, name)
    if source.get("optional"):
        return
    if found is None:
        yield f'{kind.lower()} "{name}" not found'
        return
    for item in source.get("items") or ():
        if item["key"] not in keys(found):
            yield f"references non-existent {'config' if kind == 'ConfigMap' else 'secret'} key: {item['key']}"


def _container(find: Find, namespace: str, container: Object) -> Iterator[str]:
    for one in container.get("envFrom") or ():
        for field, kind in FROM:
            source = one.get(field)
            if source is not None and not source.get("optional") and find(kind, namespace, source.get("name") or "") is None:
                yield f'{kind.lower()} "{source.get("name") or ""}" not found'
    for one in container.get("env") or ():
        for field, kind in KEYS:
            source = read(one, f"valueFrom.{field}")
            if source is not None and not source.get("optional"):
                yield from _key(find, namespace, kind, source)


def _key(find: Find, namespace: str, kind: str, source: Mapping[str, Any]) -> Iterator[str]:
    name = source.get("name") or ""
    found = find(kind, namespace, name)
    if found is None:
        yield f'{kind.lower()} "{name}" not found'
    elif source["key"] not in keys(found):
        yield f"couldn't find key {source['key']} in {kind} {namespace}/{name}"


def keys(found: Object) -> set[str]:
    """The keys of a ConfigMap or Secret."""
    return {*(found.get("data") or {}), *(found.get("binaryData") or {}), *(found.get("stringData") or {})}
