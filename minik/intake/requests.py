"""Requests to the API server that name an object: create, replace and delete."""

from minik.intake import admission, registry, request_errors, subresources, validation
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object


def replace(
    draft: Draft, kind: Kind, document: Document, subresource: str = ""
) -> tuple[Object, list[str]]:
    """Replace the live object, or a subresource of it; return it as stored, and the warnings. Raise
    NotFound, or Conflict if the document states another uid or resourceVersion.
    """
    decoded, metadata = validation.decode(document, kind), document.value["metadata"]
    name = objects.name(decoded)
    current = registry.live(draft, decoded)
    if current is None:
        raise request_errors.not_found(kind, name)
    request_errors.check_preconditions(kind, metadata, current)
    return subresources.update(draft, kind, current, decoded, subresource)


def orphan_dependents(draft: Draft, owner: str) -> None:
    """Remove the ownerReferences to this owner from its dependents."""
    for kind in draft.base.kinds():
        for dependent in draft.base.owned_by(owner, kind):
            current = draft.get(*objects.key(dependent))
            if current is not None:
                references = [
                    reference
                    for reference in current["metadata"]["ownerReferences"]
                    if reference.get("uid") != owner
                ]
                bare = objects.drop(current, "metadata.ownerReferences")
                draft.put(
                    objects.write(bare, "metadata.ownerReferences", references)
                    if references
                    else bare
                )


def admit_deletion(draft: Draft, kind: Kind, current: Object) -> list[str]:
    """Return what admission warns of where an object is deleted; raise Forbidden if it refuses."""
    request = AdmissionRequest(Operation.DELETE, kind, current, current, draft)
    admission.mutate(request)
    admission.validate(request)
    return list(admission.warnings(request._replace(settled=True)))


def delete(
    draft: Draft,
    kind: Kind,
    namespace: str,
    name: str,
    *,
    orphan: bool = False,
    at_once: bool = False,
) -> tuple[Object, list[str]]:
    """Delete an object, whose dependents follow it unless they are orphaned; return it as it was, and
    the warnings. Raise NotFound, or Forbidden if admission refuses it.
    """
    current = draft.get(kind.key, namespace if kind.namespaced else "", name)
    if current is None:
        raise request_errors.not_found(kind, name)
    warnings = admit_deletion(draft, kind, current)
    if orphan:
        orphan_dependents(draft, objects.uid(current))
    registry.delete(draft, kind, current, at_once=at_once)
    return current, warnings
