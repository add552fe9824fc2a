"""What kubectl's verbs ask of the API server, one object at a time: create, replace, delete; and what became of it."""
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
MODIFIED = "the object has been modified; please apply your changes to the latest version and try again"
OTHER = "Precondition failed: UID in precondition: {}, UID in object meta: {}"
IMMORTAL = ("default", "kube-public", "kube-system")
GO_TYPES = {bool: "bool", int: "number", float: "number", str: "string", list: "array"}


class Outcome(NamedTuple):
    """What became of one object: `created`, `configured`, `unchanged`, `replaced`, `deleted`."""

    kind: Kind
    object: Object
    done: str
    warnings: Sequence[str] = ()


def located(error: MinikError, doing: str, source: str) -> MinikError:
    """The error, with the file in which it came up."""
    if source:
        error.message = f'error when {doing} "{source}": {error.message}'
        error.args = (error.message,)
    return error


def readable(document: Document) -> Object:
    """The document as kubectl reads it before it asks any server: its metadata must be metadata."""
    value: Object = document.value
    metadata = value.get("metadata")
    if metadata is None:
        return {**value, "metadata": {}}
    problem = _mismatch(metadata)
    if problem:
        raise ClientError(f'unable to decode "{document.source}": json: cannot unmarshal {problem}')
    return value


def _mismatch(metadata: Any) -> str:
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
    """What JSON calls a value, in Go's error messages."""
    return GO_TYPES.get(type(value), "object")


def placed(obj: Object, kind: Kind, namespace: str, *, enforced: bool) -> Object:
    """The object in the namespace that it names, else in the one that is meant; if that was asked for they must agree."""
    own = objects.namespace(obj)
    if not kind.namespaced:
        return objects.drop(obj, "metadata.namespace")
    if not own:
        return objects.write(obj, "metadata.namespace", namespace)
    if enforced and own != namespace:
        raise ClientError(f'the namespace from the provided object "{own}" does not match the namespace "{namespace}". '
                          f"You must pass '--namespace={own}' to perform this operation.")
    return obj


def missing(kind: Kind, name: str) -> NotFound:
    """The server's word for an object that is not there."""
    return NotFound(f'{kind.resource} "{name}" not found')


def modified(kind: Kind, name: str, why: str = MODIFIED) -> Conflict:
    """The server's word for a change that does not start from the object as it is."""
    return Conflict(f'Operation cannot be fulfilled on {kind.resource} "{name}": {why}')


def create(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """A new object."""
    try:
        stored, warnings = admission.create(draft, kind, validation.decode(document, kind))
    except MinikError as error:
        raise located(error, "creating", document.source) from None
    return Outcome(kind, stored, "created", told(kind, warnings))


def replace(draft: Draft, kind: Kind, document: Document, part: str = "") -> Outcome:
    """The object in the file in the place of the one that is there, or only a part of it."""
    try:
        stored, warnings = _replaced(draft, kind, document, part)
    except MinikError as error:
        raise located(error, "replacing", document.source) from None
    return Outcome(kind, stored, "replaced", told(kind, warnings))


def pretended(draft: Draft, kind: Kind, document: Document, done: str) -> Outcome:
    """What kubectl would send; no server is asked."""
    return Outcome(kind, document.value, done)


def clear(draft: Draft, kind: Kind, document: Document, *, orphan: bool = False, done: str = "deleted") -> Outcome | None:
    """Make place for an object that will be created anew; nothing where there is none."""
    name, namespace = objects.name(document.value), objects.namespace(document.value)
    if name and draft.get(kind.key, namespace, name) is None:
        return None
    return delete(draft, kind, namespace, name, source=document.source, orphan=orphan, done=done)


def put_back(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """The object in the file, created where the old one was."""
    return create(draft, kind, document._replace(source=""))._replace(done="replaced")


def _replaced(draft: Draft, kind: Kind, document: Document, part: str) -> tuple[Object, list[str]]:
    name, metadata = objects.name(document.value), document.value["metadata"]
    if not name:
        raise ClientError(NAMELESS)
    decoded = validation.decode(document, kind)
    current = draft.get(kind.key, objects.namespace(decoded), name)
    if current is None:
        raise missing(kind, name)
    if metadata.get("uid") and metadata["uid"] != objects.uid(current):
        raise modified(kind, name, OTHER.format(metadata["uid"], objects.uid(current)))
    if metadata.get("resourceVersion") and metadata["resourceVersion"] != current["metadata"].get("resourceVersion"):
        raise modified(kind, name)
    return subresources.update(draft, kind, current, decoded, part)


def delete(draft: Draft, kind: Kind, namespace: str, name: str, *, source: str = "", orphan: bool = False,
           done: str = "deleted", at_once: bool = False) -> Outcome:
    """An object goes; what it owns follows it, unless it is orphaned."""
    if not name:
        raise located(ClientError(NAMELESS), "deleting", source)
    current = draft.get(kind.key, namespace if kind.namespaced else "", name)
    if current is None:
        raise located(missing(kind, name), "deleting", source)
    if kind.key == "Namespace" and name in IMMORTAL:
        raise located(Forbidden(f'namespaces "{name}" is forbidden: this namespace may not be deleted'), "deleting", source)
    if orphan:
        release(draft, objects.uid(current))
    admission.delete(draft, kind, current, at_once=at_once)
    return Outcome(kind, current, done, told(kind, ()))


def release(draft: Draft, owner: str) -> None:
    """What this object owns no longer names it as its owner."""
    for kind in draft.base.kinds():
        for dependent in draft.base.owned_by(owner, kind):
            current = draft.get(*objects.key(dependent))
            if current is not None:
                kept = [reference for reference in current["metadata"]["ownerReferences"] if reference.get("uid") != owner]
                alone = objects.drop(current, "metadata.ownerReferences")
                draft.put(objects.write(alone, "metadata.ownerReferences", kept) if kept else alone)


def told(kind: Kind, warnings: Iterable[str]) -> list[str]:
    """All that the sender of a request is told."""
    return [*([kind.notice] if kind.notice else []), *warnings]


def saved(document: Document, always: bool) -> Document:
    """The document with the configuration that `apply` will want: always (--save-config), or where it carries one already."""
    return document._replace(value=last_applied.remembered(document.value) if always else last_applied.refreshed(document.value))
