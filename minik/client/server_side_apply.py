"""Server-side apply, kubectl's part, including the migration from client-side apply.

Fields of kubectl's client-side apply become fields of its server-side apply, and the last- applied
annotation gets a manager of its own, so that one can go back. Upstream: kubectl `apply`,
`csaupgrade`.
"""

from minik.client import applying, requests
from minik.client.requests import Outcome
from minik.errors import ClientError
from minik.intake import last_applied
from minik.intake.ownership import apply_request, managed_fields
from minik.intake.ownership.apply_request import KUBECTL, ServerApplyOptions
from minik.intake.ownership.applying import ApplyConflict
from minik.intake.ownership.initial_managers import ANNOTATION
from minik.intake.ownership.managed_fields import APPLY, UPDATE, FieldManager, FieldSet
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

LAST_APPLIED_MANAGER = "kubectl-last-applied"
ADVICE = """
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the `--force-conflicts` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts"""


def apply(draft: Draft, kind: Kind, document: Document, manner: ServerApplyOptions) -> Outcome:
    """Apply a configuration on the server's side; raise ClientError on a conflict."""
    applying.check_name(document.value, kind, document)
    try:
        obj, warnings = apply_request.apply(draft, kind, document, manner)
        deletion_warnings = (
            [applying.DELETING.format(objects.name(obj))]
            if "deletionTimestamp" in obj["metadata"]
            else []
        )
        if manner.manager == KUBECTL and not manner.subresource:
            obj = keep_last_applied(draft, kind, obj)
        migrated = (
            None
            if manner.subresource
            else merge_client_side(managed_fields.read_managers(obj), manner.manager)
        )
        if migrated is not None:
            obj, warnings = apply_request.apply(
                draft, kind, document, manner._replace(shares=migrated)
            )
    except ApplyConflict as conflict:
        raise ClientError(conflict.message + ADVICE) from None
    return Outcome(
        kind, obj, "serverside-applied", requests.with_notice(kind, [*warnings, *deletion_warnings])
    )


def keep_last_applied(draft: Draft, kind: Kind, obj: Object) -> Object:
    """Give the last-applied annotation a field manager of its own."""
    text = last_applied.annotation_text(obj)
    if not text or last_applied_managers(obj, APPLY):
        return obj
    name_fields = {
        name: obj["metadata"][name] for name in ("name", "namespace") if name in obj["metadata"]
    }
    alone = {
        "apiVersion": obj["apiVersion"],
        "kind": obj["kind"],
        "metadata": {**name_fields, "annotations": {last_applied.ANNOTATION: text}},
    }
    stored, _ = apply_request.apply(
        draft, kind, Document(alone, "", 0), ServerApplyOptions(LAST_APPLIED_MANAGER)
    )
    return stored


def last_applied_managers(obj: Object, operation: str) -> list[FieldManager]:
    """Return the managers that own the last-applied annotation by this operation."""
    return [
        manager
        for manager, field_set in managed_fields.read_managers(obj).items()
        if manager.operation == operation and ANNOTATION in field_set.fields
    ]


def merge_client_side(
    managed: managed_fields.ManagedFields, manager: str
) -> dict[FieldManager, FieldSet] | None:
    """Merge the managers of client-side applies into the server-side one; None without any."""
    clients = [
        identity
        for identity, field_set in managed.items()
        if identity.operation == UPDATE
        and not identity.subresource
        and ANNOTATION in field_set.fields
    ]
    if not clients:
        return None
    own = FieldManager(manager, APPLY)
    all_fields: Any = managed[own].fields.union(*(managed[identity].fields for identity in clients))
    return {
        **{
            identity: field_set
            for identity, field_set in managed.items()
            if identity not in clients
        },
        own: managed[own]._replace(fields=all_fields),
    }
