"""What a person has made of objects in an editor, as the patches that kubectl sends for it. Upstream rule: kubectl `EditOptions`."""
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from minik.errors import ClientError
from minik.intake import applying, difference, requests
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshalled
from minik.model.kind import Kind
from minik.model.object import Key, Object

IDENTITY = "at least one of apiVersion, kind and name was changed"


class Way(NamedTuple):
    """How what was edited goes in: which part of the object, and who is told the patch."""

    part: str = ""
    tell: Callable[[str], None] | None = None


def before(document: Document, opened: Mapping[Key, tuple[Kind, Object]]) -> tuple[Kind, Object]:
    """The object that was opened, of a document that came back; an editor makes no new objects."""
    found = next(((kind, obj) for kind, obj in opened.values() if same(obj, document.value)), None)
    if found is None:
        raise ClientError(IDENTITY)
    return found


def same(one: Object, other: Any) -> bool:
    """Whether both are the same object, whatever is in them."""
    metadata = other.get("metadata") if isinstance(other, dict) else None
    if not isinstance(metadata, dict) or any(one.get(field) != other.get(field) for field in ("apiVersion", "kind")):
        return False
    return all(one["metadata"].get(field) == metadata.get(field) for field in ("name", "namespace"))


def edited(draft: Draft, kind: Kind, opened: Object, document: Document, way: Way) -> Outcome:
    """The object with what was changed in the editor, laid over what it is by now."""
    current = draft.get(*objects.key(opened))
    if current is None:
        raise requests.missing(kind, objects.name(opened))
    shape = applying.shape_of(kind, opened)
    after = document.value
    patch = difference.diff(opened, after, shape) if shape else difference.difference(opened, after)
    if not patch:
        return Outcome(kind, current, "skipped")
    if way.tell:
        way.tell(f"Patch: {marshalled(patch)}")
    stored, warnings = applying.patched(draft, kind, document, current, patch, way.part)
    return Outcome(kind, stored, "edited", requests.told(kind, warnings))
