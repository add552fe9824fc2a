"""DELETE: delete the object at a path, or all objects there."""

from collections.abc import Mapping, Sequence

from minik.api import lists, paths, writing
from minik.api.paths import Place
from minik.api.verbs import Reply
from minik.errors import MethodNotAllowed
from minik.intake import requests
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object

# of these kinds a server gives back the object that it deletes, of others only the news
RETURNED_KINDS = (
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "PodTemplate",
    "ResourceQuota",
    "Service",
    "ServiceAccount",
)


def answer(
    cluster: Cluster, place: Place, parameters: Mapping[str, str], _: Document | None = None
) -> Reply:
    """Return what was deleted: the object, a list of all, or a Status.

    Raises MethodNotAllowed at a subresource, NotFound where there is no such object.
    """
    if place.part:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    draft = writing.new_draft(cluster, place, parameters)
    keys = (
        [(place.namespace, place.name)]
        if place.name
        else [
            (objects.namespace(obj), objects.name(obj))
            for obj in lists.select_objects(cluster, place.kind, place.namespace)
        ]
    )
    deleted = [requests.delete(draft, place.kind, namespace, name) for namespace, name in keys]
    after = writing.after(draft, cluster)
    return Reply(200, _body(place, deleted), after, writing.warnings(place.kind))


def _body(place: Place, deleted: Sequence[Object]) -> Object:
    if not place.name:
        return lists.document(place, deleted)
    obj = deleted[0]
    if place.kind.key in RETURNED_KINDS or obj["metadata"].get("finalizers"):
        return obj
    group = {"group": place.kind.group} if place.kind.group else {}
    details = {
        "name": objects.name(obj),
        **group,
        "kind": place.kind.plural,
        "uid": objects.uid(obj),
    }
    return {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": details,
    }
