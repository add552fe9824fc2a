"""The ConfigMaps and Secrets that a pod's containers need before they can start. Upstream rules:
the kubelet's `makeEnvironmentVariables` and the volume plugins `configmap`, `secret`, `projected`.
"""

from collections.abc import Callable, Iterator, Mapping

from minik.kinds import pod as pods
from minik.light_typing import Any, NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.object import Object, read

Lookup: TypeAlias = Callable[[str, str, str], Object | None]
SOURCES = (("configMap", "name", "ConfigMap"), ("secret", "secretName", "Secret"))
PROJECTED = (("configMap", "name", "ConfigMap"), ("secret", "name", "Secret"))
ENV_FROM = (("configMapRef", "ConfigMap"), ("secretRef", "Secret"))
ENV_KEYS = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))


class Missing(NamedTuple):
    """Messages about missing objects: by volume (these block the pod) and by container."""

    volumes: Mapping[str, str]
    containers: Mapping[str, str]


NOTHING_MISSING = Missing({}, {})


def has_references(pod: Object) -> bool:
    """Whether a pod names any ConfigMap or Secret."""
    if any(
        volume.keys() & {"configMap", "secret", "projected"}
        for volume in objects.spec(pod).get("volumes") or ()
    ):
        return True
    return any(
        container.get("envFrom")
        or any("valueFrom" in variable for variable in container.get("env") or ())
        for container in (*pods.containers(pod), *pods.init_containers(pod))
    )


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
