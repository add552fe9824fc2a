"""What `apply --server-side` would make of an object, as `diff --server-side` shows it."""

from minik.client.dry_runs import ObjectDiff
from minik.intake import registry
from minik.intake.ownership import apply_request
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind


def preview_apply(
    draft: Draft, kind: Kind, document: Document, *, manager: str = "", force: bool = False
) -> ObjectDiff:
    """Return the object as it is and as a server-side apply would make it."""
    obj = document.value
    current = registry.live(draft, obj) if objects.name(obj) else None
    stored, _ = apply_request.apply(
        draft,
        kind,
        document,
        apply_request.ServerApplyOptions(manager or apply_request.KUBECTL, force),
    )
    if current is None:
        return ObjectDiff(None, objects.drop(stored, "metadata.resourceVersion"))
    return ObjectDiff(
        current,
        objects.write(
            stored, "metadata.resourceVersion", current["metadata"].get("resourceVersion", "")
        ),
    )
