"""GET: one object, a subresource of it, or a list of a kind, in one namespace or all."""

from collections.abc import Mapping

from minik.api import lists, subresources
from minik.api.paths import Place
from minik.api.verbs import Reply
from minik.errors import MethodNotAllowed, NotFound
from minik.intake.parsing import Document
from minik.model.cluster import Cluster

WATCH = "this API answers no watch"


def answer(
    cluster: Cluster, place: Place, parameters: Mapping[str, str], _: Document | None = None
) -> Reply:
    """Return what is at a place.

    A list is all on one page, whatever `limit` says. Raises NotFound where there is no such object
    or subresource, BadRequest for an invalid selector.
    """
    if parameters.get("watch") in ("1", "true"):
        raise MethodNotAllowed(WATCH)
    if not place.name:
        listed = lists.select_objects(
            cluster,
            place.kind,
            place.namespace,
            parameters.get("labelSelector", ""),
            parameters.get("fieldSelector", ""),
        )
        return Reply(200, lists.document(place, listed), cluster)
    obj = cluster.get(place.kind.key, place.namespace, place.name)
    if obj is None:
        raise NotFound(f'{place.kind.resource} "{place.name}" not found')
    body = subresources.part_of(place.kind, obj, place.part) if place.part else obj
    return Reply(200, body, cluster)
