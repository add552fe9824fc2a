"""Turn changes made in an editor into the patches that kubectl sends.

Upstream rule: kubectl `EditOptions`.
"""

from collections.abc import Callable, Mapping

from minik.client import difference, requests
from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import patching, registry, request_errors
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.model.object import Key, Object

IDENTITY = "at least one of apiVersion, kind and name was changed"


class EditOptions(NamedTuple):
    """Which subresource is edited, and who is shown the patch."""

    subresource: str = ""
    tell: Callable[[str], None] | None = None


def find_opened(
    document: Document, opened: Mapping[Key, tuple[Kind, Object]]
) -> tuple[Kind, Object]:
    """Return the kind and object that an edited document was opened as. Raise ClientError if there
    is none: an editor cannot add objects.
    """
    match = next(
        ((kind, obj) for kind, obj in opened.values() if is_same_object(obj, document.value)), None
    )
    if match is None:
        raise ClientError(IDENTITY)
    return match


def is_same_object(obj: Object, value: Any) -> bool:
    """Tell whether both have the same apiVersion, kind, name and namespace."""
    metadata = value.get("metadata") if isinstance(value, dict) else None
    if not isinstance(metadata, dict) or any(
        obj.get(field) != value.get(field) for field in ("apiVersion", "kind")
    ):
        return False
    return all(obj["metadata"].get(field) == metadata.get(field) for field in ("name", "namespace"))


def apply_edit(
    draft: Draft, kind: Kind, opened: Object, document: Document, options: EditOptions
) -> Outcome:
    """Patch the live object with the changes made in the editor."""
    current = registry.live(draft, opened)
    if current is None:
        raise request_errors.not_found(kind, objects.name(opened))
    shape = patching.shape_of(kind, opened)
    after = document.value
    patch = (
        difference.strategic_diff(opened, after, shape)
        if shape
        else difference.json_merge_diff(opened, after)
    )
    if not patch:
        return Outcome(kind, current, "skipped")
    if options.tell:
        options.tell(f"Patch: {marshal(patch)}")
    stored, warnings = patching.apply_patch(
        draft, kind, document, current, patch, options.subresource
    )
    return Outcome(kind, stored, "edited", requests.with_notice(kind, warnings))
