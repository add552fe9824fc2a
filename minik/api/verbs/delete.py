"""DELETE: delete the object at a path, or all objects there."""

from collections.abc import Mapping

from minik.api import deleting, lists, paths, request_options, writing
from minik.api.call import Call
from minik.api.reply import Reply, Selection
from minik.errors import Conflict, MethodNotAllowed
from minik.intake import request_errors, requests
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object

# of these kinds a server gives back the object that it deletes, of others only the news
RETURNED_KINDS = (
    "CSIDriver",
    "CSINode",
    "CustomResourceDefinition",
    "Namespace",
    "PersistentVolume",
    "PersistentVolumeClaim",
    "Pod",
    "PodTemplate",
    "ResourceQuota",
    "Service",
    "ServiceAccount",
    "StorageClass",
    "VolumeAttachment",
)


PRECONDITIONS = (
    ("UID", "uid", "deleted and then recreated"),
    ("ResourceVersion", "resourceVersion", "modified"),
)


PRESERVED = (
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set "
    "propagationPolicy=Orphan to suppress this warning"
)


def answer(call: Call) -> Reply:
    """Return what was deleted: the object, a list of all, or a Status.

    Raises MethodNotAllowed at a subresource, NotFound where there is no such object.
    """
    place = call.place
    if place.part or not place.name and place.kind.namespaced and not place.namespace:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    if not place.name and place.kind.key == "Namespace":
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    options = request_options.deletion(call)
    orphans = _orphan_warnings(place.kind.key, options)
    if options.get("dryRun"):
        call = call._replace(parameters={**call.parameters, "dryRun": "All"})
    if not place.name:
        return _delete_all(call, options, orphans)
    draft = writing.new_draft(call)
    current = draft.get(place.kind.key, place.namespace, place.name)
    if current is None:
        raise request_errors.not_found(place.kind, place.name)
    deleted, warnings = _delete(call, draft, current, options)
    reply = writing.reply(call, draft, 200, deleted, [*orphans, *warnings])
    return reply._replace(**_shape(call, draft, deleted))


def _orphan_warnings(kind: str, options: Mapping[str, Any]) -> list[str]:
    """Return what is said of jobs that are deleted without a word about their pods."""
    policy = (options.get("propagationPolicy"), options.get("orphanDependents"))
    return [PRESERVED] if kind == "Job" and policy == (None, None) else []


def _delete_all(call: Call, options: Mapping[str, Any], orphans: list[str]) -> Reply:
    draft = writing.new_draft(call)
    selection = Selection(
        call.place.namespace,
        call.parameters.get("labelSelector", ""),
        call.parameters.get("fieldSelector", ""),
    )
    chosen = list(lists.select_objects(call.cluster, call.place.kind, selection))
    outcomes = [_delete(call, draft, obj, options) for obj in chosen]
    warnings = [*orphans, *(warning for _, told in outcomes for warning in told)]
    listed = [
        obj if draft.get(*objects.key(obj)) is None else deleted
        for obj, (deleted, _) in zip(chosen, outcomes, strict=True)
    ]
    body = lists.document(call.place, listed, call.cluster.version)
    reply = writing.reply(call, draft, 200, {"metadata": {}}, warnings)
    return reply._replace(body=body, is_list=True)


def _delete(
    call: Call, draft: Any, current: Object, options: Mapping[str, Any]
) -> tuple[Object, list[str]]:
    """Delete one object; return it as it is now, or as it was, and the warnings."""
    check_preconditions(call, options.get("preconditions") or {}, current)
    warnings = requests.admit_deletion(draft, call.place.kind, current)
    gone = deleting.delete(draft, call.place.kind, current, options)
    after: Object | None = draft.get(*objects.key(current))
    return (gone if after is None else after), warnings


def check_preconditions(call: Call, wanted: Mapping[str, Any], current: Object) -> None:
    """Raise Conflict where the object is another one than the one that is meant."""
    for name, field, hint in PRECONDITIONS:
        actual = current["metadata"].get(field)
        if wanted.get(field) and wanted[field] != actual:
            error = Conflict(
                f'Operation cannot be fulfilled on {call.place.kind.name} "{objects.name(current)}": the {name} in the '
                f"precondition ({wanted[field]}) does not match the {name} in record ({actual}). The object might have been {hint}"
            )
            error.details = {"name": objects.name(current), "kind": call.place.kind.name}
            raise error


def _shape(call: Call, draft: Any, obj: Object) -> dict[str, Any]:
    """Return the reply's fields: the object of a kind that is returned, or that stays; else a Status."""
    kind = call.place.kind
    if kind.key in RETURNED_KINDS or draft.get(*objects.key(obj)) is not None:
        return {}
    group = {"group": kind.group} if kind.group else {}
    details = {"name": objects.name(obj), **group, "kind": kind.plural, "uid": objects.uid(obj)}
    status = {
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Success",
        "details": details,
    }
    return {"body": status, "kind": None}
