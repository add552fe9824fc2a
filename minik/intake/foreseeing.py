"""What `apply` would make of an object, without the mark that it leaves: what `diff` compares.

Upstream rule: kubectl `diff`, `InfoObject.Merged`: a dry run of the patch, or of the creation, on the server.
"""
from typing import NamedTuple

from minik.intake import applying, last_applied, merging, requests
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

HIDDEN, BEFORE, AFTER = "***", "*** (before)", "*** (after)"


class Change(NamedTuple):
    """An object as it is, if it is there, and as it would be, if it would be there still."""

    live: Object | None
    merged: Object | None

    @property
    def object(self) -> Object:
        """Which object it is."""
        found = self.merged or self.live
        assert found is not None
        return found


def foreseen(draft: Draft, kind: Kind, document: Document) -> Change:
    """One object, now and after an `apply`."""
    obj = document.value
    current = draft.get(kind.key, objects.namespace(obj), objects.name(obj)) if objects.name(obj) else None
    if current is None:
        return Change(None, objects.drop(requests.create(draft, kind, document).object, "metadata.resourceVersion"))
    original, shape = last_applied.recalled(current) or {}, applying.shape_of(kind, obj)
    patch = merging.three_way(original, last_applied.stated(obj), current, shape)
    if not patch:
        return Change(current, current)
    stored, _ = applying.patched(draft, kind, document, current, patch)
    return Change(current, objects.write(stored, "metadata.resourceVersion", current["metadata"].get("resourceVersion", "")))


def presentable(change: Change, *, managed: bool = False, secrets: bool = False) -> Change:
    """Both without what is nobody's business unless it is asked for: who wrote which field, and what is in a secret."""
    live, merged = (objects.drop(obj, "metadata.managedFields") if obj and not managed else obj for obj in change)
    if secrets or change.object["kind"] != "Secret" or change.object["apiVersion"] != "v1":
        return Change(live, merged)
    old, new = ((obj or {}).get("data") or {} for obj in (live, merged))
    shown = ({key: word if key in other and other[key] != value else HIDDEN for key, value in data.items()}
             for data, other, word in ((old, new, BEFORE), (new, old, AFTER)))
    return Change(*(obj and _masked(obj, data) for obj, data in zip((live, merged), shown)))


def _masked(secret: Object, data: Object) -> Object:
    """The secret with other data; what was last applied tells nothing either."""
    shown = {**secret, "data": data} if data else secret
    annotations = objects.annotations(secret)
    if last_applied.ANNOTATION not in annotations:
        return shown
    return {**shown, "metadata": {**secret["metadata"], "annotations": {**annotations, last_applied.ANNOTATION: HIDDEN}}}
