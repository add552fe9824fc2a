"""GET: one object, a subresource of it, or a list of a kind, in one namespace or all; or a watch."""

from minik.api import list_options, lists, subresources, watching
from minik.api.call import Call
from minik.api.reply import Reply, Selection
from minik.intake import request_errors
from minik.model import object as objects


def answer(call: Call) -> Reply:
    """Return what is at a place.

    Raises NotFound where there is no such object or subresource, BadRequest for an invalid selector,
    and what the options of lists and watches raise.
    """
    place = call.place
    if place.watched or call.says("watch") and not place.name:
        return watching.begin(call)
    if not place.name:
        return _list(call)
    list_options.check_version(call)
    obj = call.cluster.get(place.kind.key, place.namespace, place.name)
    if obj is None:
        raise request_errors.not_found(place.kind, place.name)
    body = subresources.part_of(place.kind, obj, place.part) if place.part else obj
    kind = subresources.SCALE if place.part == "scale" else place.kind
    shown = body if place.part == "scale" else objects.in_version(body, place.api_version)
    return Reply(200, shown, call.cluster, kind=kind)


def selection_of(call: Call) -> Selection:
    """Return which objects a list, a watch or a deletion of many is about."""
    return Selection(
        call.place.namespace,
        call.parameters.get("labelSelector", ""),
        call.parameters.get("fieldSelector", ""),
        call.place.name,
    )


def _list(call: Call) -> Reply:
    page = list_options.page(call)
    chosen = lists.select_objects(page.cluster, call.place.kind, selection_of(call))
    listed, more = list_options.cut(call, page, chosen)
    head = lists.head(call.place, page.version, more)
    return Reply(200, head, call.cluster, kind=call.place.kind, is_list=True, listed=listed)
