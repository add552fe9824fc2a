"""What `apply --server-side` would make of an object, as `diff --server-side` shows it."""

from minik.intake.foreseeing import ObjectDiff
from minik.intake.ownership import serving
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind


def preview_apply(
    draft: Draft, kind: Kind, document: Document, *, manager: str = "", force: bool = False
) -> ObjectDiff:
    """Return the object as it is and as a server-side apply would make it."""
    obj = document.value
    current = (
        draft.get(kind.key, objects.namespace(obj), objects.name(obj))
        if objects.name(obj)
        else None
    )
    stored, _ = serving.apply(
        draft, kind, document, serving.ServerApplyOptions(manager or serving.KUBECTL, force)
    )
    if current is None:
        return ObjectDiff(None, objects.drop(stored, "metadata.resourceVersion"))
    return ObjectDiff(
        current,
        objects.write(
            stored, "metadata.resourceVersion", current["metadata"].get("resourceVersion", "")
        ),
    )
