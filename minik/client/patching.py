"""`patch`, on the side of kubectl: the types of patches, and what it says of the result."""

from minik.client import requests
from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import patching
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

TYPES = ("json", "merge", "strategic")


def check_type(type_name: str) -> None:
    """Raise ClientError for an unknown patch type."""
    if type_name not in TYPES:
        raise ClientError(f'--type must be one of [{" ".join(TYPES)}], not "{type_name}"')


def patch(
    draft: Draft, kind: Kind, obj: Object, change: Any, type_name: str, subresource: str = ""
) -> Outcome:
    """Patch the object or a subresource of it."""
    result = patching.patch(draft, kind, obj, change, type_name, subresource)
    warnings = requests.with_notice(kind, result.warnings)
    return Outcome(kind, result.object, outcome_text(result.changed), warnings)


def patch_locally(kind: Kind, obj: Object, change: Any, type_name: str) -> Outcome:
    """Patch the given object without storing it (--local, --dry-run=client).

    Raises ClientError for a strategic patch of a kind that has no strategy.
    """
    if type_name == "strategic" and kind.custom:
        group, _, version = obj["apiVersion"].rpartition("/")
        raise ClientError(
            f"cannot apply strategic merge patch for {group}/{version}, Kind={kind.name} locally, try --type merge"
        )
    result = patching.patched_object(kind, obj, change, type_name)
    return Outcome(kind, result, outcome_text(result != obj))


def outcome_text(changed: bool) -> str:
    """Return "patched", or "patched (no change)" if nothing changed."""
    return "patched" if changed else "patched (no change)"
