"""Objects as a program gets them: by name or by kind, as copies."""

from collections.abc import Sequence

from minik.command_line import lookup, resource_arguments
from minik.errors import ClientError, MinikError
from minik.library.manifests import plain_copy
from minik.light_typing import Any
from minik.model.cluster import Cluster


def one(cluster: Cluster, words: Sequence[str], namespace: str) -> dict[str, Any]:
    """Return a copy of the object that `TYPE/NAME`, or type and name, names. Raises NotFound."""
    targets = resource_arguments.parse_targets(words, cluster, resource_arguments.say_nothing)
    if len(targets) != 1 or not targets[0].name:
        raise ClientError('name one object: get("svc/web"); list("svc") returns several')
    target = targets[0]
    inside = namespace if target.kind.namespaced else ""
    obj = cluster.get(target.kind.key, inside, target.name)
    if obj is None:
        raise resource_arguments.not_found(target)
    copy: dict[str, Any] = plain_copy(obj)
    return copy


def exists(cluster: Cluster, target: str, namespace: str) -> bool:
    """Return whether there is an object of this type and name."""
    try:
        return bool(one(cluster, target.split(" "), namespace))
    except MinikError:
        return False


def several(
    cluster: Cluster, kinds: str, namespace: str, selector: str, field_selector: str
) -> list[dict[str, Any]]:
    """Return copies of the objects of some kinds, in one namespace or, for "", in all."""
    request = lookup.Request(
        (), namespace, everywhere=not namespace, selector=selector, field_selector=field_selector
    )
    targets = resource_arguments.parse_targets([kinds], cluster, resource_arguments.say_nothing)
    if any(target.name for target in targets):
        raise ClientError(f'"{kinds}" names one object: get returns it')
    return [
        plain_copy(obj)
        for target in targets
        for obj in lookup.list_objects(cluster, target.kind, request)
    ]
