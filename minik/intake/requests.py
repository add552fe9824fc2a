"""Requests of kubectl to the API server, one object at a time: create, replace, delete."""

from collections.abc import Iterable, Sequence
from types import NoneType
from typing import Any, NamedTuple

from minik.errors import ClientError, Conflict, Forbidden, MinikError, NotFound
from minik.intake import admission, last_applied, subresources, validation
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

NAMELESS = "resource name may not be empty"
MODIFIED = (
    "the object has been modified; please apply your changes to the latest version and try again"
)
UID_MISMATCH = "Precondition failed: UID in precondition: {}, UID in object meta: {}"
PROTECTED_NAMESPACES = ("default", "kube-public", "kube-system")
GO_TYPES = {bool: "bool", int: "number", float: "number", str: "string", list: "array"}


class Outcome(NamedTuple):
    """The result for one object: `created`, `configured`, `unchanged`, `replaced`, `deleted`."""

    kind: Kind
    object: Object
    done: str
    warnings: Sequence[str] = ()


def with_file(error: MinikError, doing: str, source: str) -> MinikError:
    """Add the file and the failed action to an error's message."""
    if source:
        error.message = f'error when {doing} "{source}": {error.message}'
        error.args = (error.message,)
    return error


def check_metadata(document: Document) -> Object:
    """Return the document's value, with metadata; raise ClientError if that is malformed."""
    value: Object = document.value
    metadata = value.get("metadata")
    if metadata is None:
        return {**value, "metadata": {}}
    problem = _metadata_problem(metadata)
    if problem:
        raise ClientError(f'unable to decode "{document.source}": json: cannot unmarshal {problem}')
    return value


def _metadata_problem(metadata: Any) -> str:
    if not isinstance(metadata, dict):
        return f"{GO_TYPES[type(metadata)]} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta"
    for field in ("name", "namespace", "generateName"):
        if not isinstance(metadata.get(field, ""), (str, NoneType)):
            return f"{go_type(metadata[field])} into Go struct field ObjectMeta.metadata.{field} of type string"
    for field in ("labels", "annotations"):
        values = {} if metadata.get(field) is None else metadata[field]
        if not isinstance(values, dict):
            return f"{go_type(values)} into Go struct field ObjectMeta.metadata.{field} of type map[string]string"
        for value in values.values():
            if not isinstance(value, (str, NoneType)):
                return f"{go_type(value)} into Go struct field ObjectMeta.metadata.{field} of type string"
    return ""


def go_type(value: Any) -> str:
    """Return Go's name for a JSON value's type, as error messages have it."""
    return GO_TYPES.get(type(value), "object")


def with_namespace(obj: Object, kind: Kind, namespace: str, *, enforced: bool) -> Object:
    """Set the namespace of a namespaced object that has none. Raise ClientError if --namespace was
    given (`enforced`) and the object has another.
    """
    stated = objects.namespace(obj)
    if not kind.namespaced:
        return objects.drop(obj, "metadata.namespace")
    if not stated:
        return objects.write(obj, "metadata.namespace", namespace)
    if enforced and stated != namespace:
        raise ClientError(
            f'the namespace from the provided object "{stated}" does not match the namespace "{namespace}". '
            f"You must pass '--namespace={stated}' to perform this operation."
        )
    return obj


def not_found(kind: Kind, name: str) -> NotFound:
    """Return the server's error for a missing object."""
    return NotFound(f'{kind.resource} "{name}" not found')


def conflict(kind: Kind, name: str, reason: str = MODIFIED) -> Conflict:
    """Return the server's error for a change that is not based on the current object."""
    return Conflict(f'Operation cannot be fulfilled on {kind.resource} "{name}": {reason}')


def create(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """Create the object of a document."""
    try:
        stored, warnings = admission.create(draft, kind, validation.decode(document, kind))
    except MinikError as error:
        raise with_file(error, "creating", document.source) from None
    return Outcome(kind, stored, "created", with_notice(kind, warnings))


def replace(draft: Draft, kind: Kind, document: Document, part: str = "") -> Outcome:
    """Replace the live object, or a subresource of it, with that of the document."""
    try:
        stored, warnings = _replace(draft, kind, document, part)
    except MinikError as error:
        raise with_file(error, "replacing", document.source) from None
    return Outcome(kind, stored, "replaced", with_notice(kind, warnings))


def dry_run_client(draft: Draft, kind: Kind, document: Document, done: str) -> Outcome:
    """Return the outcome of `--dry-run=client`: what kubectl would send."""
    return Outcome(kind, document.value, done)


def delete_existing(
    draft: Draft, kind: Kind, document: Document, *, orphan: bool = False, done: str = "deleted"
) -> Outcome | None:
    """Delete an object before it is created anew (--force); None if it does not exist."""
    name, namespace = objects.name(document.value), objects.namespace(document.value)
    if name and draft.get(kind.key, namespace, name) is None:
        return None
    return delete(draft, kind, namespace, name, source=document.source, orphan=orphan, done=done)


def recreate(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """Create the object in the place of the deleted one, as `replaced`."""
    return create(draft, kind, document._replace(source=""))._replace(done="replaced")


def _replace(
    draft: Draft, kind: Kind, document: Document, subresource: str
) -> tuple[Object, list[str]]:
    name, metadata = objects.name(document.value), document.value["metadata"]
    if not name:
        raise ClientError(NAMELESS)
    decoded = validation.decode(document, kind)
    current = draft.get(kind.key, objects.namespace(decoded), name)
    if current is None:
        raise not_found(kind, name)
    if metadata.get("uid") and metadata["uid"] != objects.uid(current):
        raise conflict(kind, name, UID_MISMATCH.format(metadata["uid"], objects.uid(current)))
    if metadata.get("resourceVersion") and metadata["resourceVersion"] != current["metadata"].get(
        "resourceVersion"
    ):
        raise conflict(kind, name)
    return subresources.update(draft, kind, current, decoded, subresource)


def delete(
    draft: Draft,
    kind: Kind,
    namespace: str,
    name: str,
    *,
    source: str = "",
    orphan: bool = False,
    done: str = "deleted",
    at_once: bool = False,
) -> Outcome:
    """Delete an object; its dependents follow it unless they are orphaned."""
    if not name:
        raise with_file(ClientError(NAMELESS), "deleting", source)
    current = draft.get(kind.key, namespace if kind.namespaced else "", name)
    if current is None:
        raise with_file(not_found(kind, name), "deleting", source)
    if kind.key == "Namespace" and name in PROTECTED_NAMESPACES:
        raise with_file(
            Forbidden(f'namespaces "{name}" is forbidden: this namespace may not be deleted'),
            "deleting",
            source,
        )
    if orphan:
        orphan_dependents(draft, objects.uid(current))
    admission.delete(draft, kind, current, at_once=at_once)
    return Outcome(kind, current, done, with_notice(kind, ()))


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


def with_notice(kind: Kind, warnings: Iterable[str]) -> list[str]:
    """Return the warnings of a request, preceded by the kind's general notice."""
    return [*([kind.notice] if kind.notice else []), *warnings]


def save_config(document: Document, always: bool) -> Document:
    """Set the last-applied annotation if asked (--save-config) or if there is one already."""
    return document._replace(
        value=last_applied.with_annotation(document.value)
        if always
        else last_applied.refresh_annotation(document.value)
    )
