"""Custom resources in the version that is asked for, where a webhook converts them."""

from collections.abc import Sequence

from minik.api.call import Call
from minik.intake.webhooks import conversions
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object


def in_version(call: Call) -> Call:
    """Return a call in whose cluster the objects that it is about have the version that it asks for.

    Raises Unasked where a webhook must be asked first, and Failed where it fails. Where nobody can be
    asked they stay as they are.
    """
    place, outside = call.place, call.cluster.outside
    if outside is None or conversions.webhook_of(call.cluster.get, place.kind) is None:
        return call

    def converted(cluster: Cluster) -> Cluster:
        if place.name:
            found = cluster.get(place.kind.key, place.namespace, place.name)
            listed: Sequence[Object] = [found] if found else []
        elif place.namespace:
            listed = cluster.within(place.kind.key, place.namespace)
        else:
            listed = cluster.of(place.kind.key)
        version, find = place.api_version, call.cluster.get
        return with_forms(cluster, conversions.convert(listed, place.kind, version, find, outside))

    def past(version: int) -> Cluster | None:
        before = call.server.past(version)
        return converted(before) if before else None

    server = call.server._replace(past=past)
    if call.parameters.get("continue"):  # a page of an earlier cluster
        return call._replace(server=server)
    return call._replace(cluster=converted(call.cluster), server=server)


def with_forms(cluster: Cluster, objs: Sequence[Object]) -> Cluster:
    """Return the same cluster, with these of its objects in other forms: nothing has changed."""
    draft = cluster.draft()
    draft.changes.update((objects.key(obj), obj) for obj in objs)
    return draft.cluster()
