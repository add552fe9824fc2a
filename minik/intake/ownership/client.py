"""Server-side apply, kubectl's part: what it asks of the server, and how objects that it applied by itself before come over.

What kubectl's client-side apply answered for becomes the server-side apply's, and the memory of the last client-side apply is kept under
a name of its own, so that one can go back. Upstream rule: kubectl `apply`, client-go `csaupgrade`.
"""
from typing import Any

from minik.errors import ClientError
from minik.intake import applying, last_applied, requests
from minik.intake.ownership import entries, serving
from minik.intake.ownership.adopting import ANNOTATION
from minik.intake.ownership.applying import ApplyConflict
from minik.intake.ownership.entries import APPLY, UPDATE, Identity, Share
from minik.intake.ownership.serving import KUBECTL, Manner
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

KEEPER = "kubectl-last-applied"
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


def apply(draft: Draft, kind: Kind, document: Document, manner: Manner) -> Outcome:
    """The object as the configuration wants it, as far as nobody objects."""
    applying.check_named(document.value, kind, document)
    try:
        obj, warnings = serving.apply(draft, kind, document, manner)
        leaving = [applying.DELETING.format(objects.name(obj))] if "deletionTimestamp" in obj["metadata"] else []
        if manner.manager == KUBECTL and not manner.part:
            obj = remembered(draft, kind, obj)
        taken = None if manner.part else taken_over(entries.read(obj), manner.manager)
        if taken is not None:
            obj, warnings = serving.apply(draft, kind, document, manner._replace(shares=taken))
    except ApplyConflict as conflict:
        raise ClientError(conflict.message + ADVICE) from None
    return Outcome(kind, obj, "serverside-applied", requests.told(kind, [*warnings, *leaving]))


def remembered(draft: Draft, kind: Kind, obj: Object) -> Object:
    """The object, with what was last applied kept by a writer of its own."""
    text = last_applied.text(obj)
    if not text or owners(obj, APPLY):
        return obj
    named = {name: obj["metadata"][name] for name in ("name", "namespace") if name in obj["metadata"]}
    alone = {"apiVersion": obj["apiVersion"], "kind": obj["kind"], "metadata": {**named, "annotations": {last_applied.ANNOTATION: text}}}
    kept, _ = serving.apply(draft, kind, Document(alone, "", 0), Manner(KEEPER))
    return kept


def owners(obj: Object, operation: str) -> list[Identity]:
    """Who answers for what was last applied."""
    return [who for who, share in entries.read(obj).items() if who.operation == operation and ANNOTATION in share.fields]


def taken_over(shares: entries.Shares, manager: str) -> dict[Identity, Share] | None:
    """The writers when those that applied from the client are one with the one that applies now; None where there are none."""
    clients = [who for who, share in shares.items() if who.operation == UPDATE and not who.subresource and ANNOTATION in share.fields]
    if not clients:
        return None
    own = Identity(manager, APPLY)
    whole: Any = shares[own].fields.union(*(shares[who].fields for who in clients))
    return {**{who: share for who, share in shares.items() if who not in clients}, own: shares[own]._replace(fields=whole)}
