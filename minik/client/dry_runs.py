"""What `apply` would make of an object, as `diff` shows it.

Upstream rule: kubectl `diff`, `InfoObject.Merged`: a dry run of the patch, or of the creation, on
the server.
"""

from minik import kinds
from minik.client import difference, requests
from minik.intake import last_applied, patching, registry
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

HIDDEN, BEFORE, AFTER = "***", "*** (before)", "*** (after)"


class ObjectDiff(NamedTuple):
    """An object as it is and as it would be; None where it does not exist."""

    live: Object | None
    merged: Object | None

    @property
    def object(self) -> Object:
        """The object, merged if there is one, else live."""
        obj = self.merged or self.live
        assert obj is not None
        return obj


def preview_apply(draft: Draft, kind: Kind, document: Document) -> ObjectDiff:
    """Return the object as it is and as `apply` would make it."""
    obj = document.value
    current = registry.live(draft, obj) if objects.name(obj) else None
    if current is None:
        return ObjectDiff(
            None,
            objects.drop(requests.create(draft, kind, document).object, "metadata.resourceVersion"),
        )
    original, shape = (
        last_applied.previous_configuration(current) or {},
        patching.shape_of(kind, obj),
    )
    patch = difference.three_way_patch(
        original, last_applied.without_annotation(obj), current, shape
    )
    if not patch:
        return ObjectDiff(current, current)
    stored, _ = patching.apply_patch(draft, kind, document, current, patch)
    return ObjectDiff(
        current,
        objects.write(
            stored, "metadata.resourceVersion", current["metadata"].get("resourceVersion", "")
        ),
    )


def for_display(change: ObjectDiff, *, managed: bool = False, secrets: bool = False) -> ObjectDiff:
    """Hide managedFields and the data of a Secret in both, unless they are asked for."""
    live, merged = (obj and _with_managers(obj, shown=managed) for obj in change)
    if secrets or change.object["kind"] != "Secret" or change.object["apiVersion"] != "v1":
        return ObjectDiff(live, merged)
    old, new = ((obj or {}).get("data") or {} for obj in (live, merged))
    masked = (
        {
            key: word if key in other and other[key] != value else HIDDEN
            for key, value in data.items()
        }
        for data, other, word in ((old, new, BEFORE), (new, old, AFTER))
    )
    return ObjectDiff(
        *(obj and _mask_secret(obj, data) for obj, data in zip((live, merged), masked))
    )


def _with_managers(obj: Object, *, shown: bool) -> Object:
    """Return an object with who wrote what, if that is shown, else without."""
    if not shown:
        return objects.drop(obj, "metadata.managedFields")
    from minik.intake.ownership import first_writers  # noqa: PLC0415 few ask who wrote what

    kind = kinds.kind_of_key(objects.kind_name(obj["apiVersion"], obj["kind"]))
    return first_writers.told(obj, kind)


def _mask_secret(secret: Object, data: Object) -> Object:
    """Replace the data of a Secret, and hide its last applied configuration."""
    masked = {**secret, "data": data} if data else secret
    annotations = objects.annotations(secret)
    if last_applied.ANNOTATION not in annotations:
        return masked
    return {
        **masked,
        "metadata": {
            **secret["metadata"],
            "annotations": {**annotations, last_applied.ANNOTATION: HIDDEN},
        },
    }
