"""What `apply --server-side` would make of an object: what `diff --server-side` compares."""
from minik.intake.foreseeing import Change
from minik.intake.ownership import serving
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind


def foreseen(draft: Draft, kind: Kind, document: Document, *, manager: str = "", force: bool = False) -> Change:
    """One object, now and after a server-side apply."""
    obj = document.value
    current = draft.get(kind.key, objects.namespace(obj), objects.name(obj)) if objects.name(obj) else None
    stored, _ = serving.apply(draft, kind, document, serving.Manner(manager or serving.KUBECTL, force))
    if current is None:
        return Change(None, objects.drop(stored, "metadata.resourceVersion"))
    return Change(current, objects.write(stored, "metadata.resourceVersion", current["metadata"].get("resourceVersion", "")))
