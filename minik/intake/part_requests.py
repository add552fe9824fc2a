"""Requests for subresources that are sent something of another kind: an Eviction, a Binding, a
TokenRequest, or what a client wants to be connected to.

Upstream rule: apiserver `endpoints/handlers` `createHandler` and `ConnectResource`.
"""

from minik.intake import admission
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Key, Object


def admit(
    draft: Draft,
    kind: Kind,
    key: Key,
    part: str,
    sent: Object,
    operation: Operation = Operation.CREATE,
) -> tuple[Object, list[str]]:
    """Return what was sent to a subresource of the object of this key, which may be missing, as admission
    wants it, and the warnings. Raise what a policy raises that refuses it.
    """
    request = AdmissionRequest(
        operation, kind, owner(draft, kind, key), None, draft, part, notes={}
    )
    changed = admission.mutate_part(request._replace(sent=sent))
    return changed.body, admission.judge_part(changed)


def owner(draft: Draft, kind: Kind, key: Key) -> Object:
    """Return an object by its key, or as much as is known of one that is missing."""
    version = f"{kind.group}/{kind.versions[0]}" if kind.group else kind.versions[0]
    place = {"namespace": key.namespace} if kind.namespaced else {}
    metadata = {"name": key.name, **place}
    found = draft.get(*key)
    return found or {"apiVersion": version, "kind": kind.name, "metadata": metadata}
