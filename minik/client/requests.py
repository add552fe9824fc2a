"""Requests of kubectl to the API server, one object at a time: create, replace, delete."""

from collections.abc import Iterable, Sequence
from types import NoneType

from minik.errors import (
    ClientError,
    MinikError,
)
from minik.intake import last_applied, registry, request_errors, validation
from minik.intake import requests as server
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

NAMELESS = "resource name may not be empty"


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
        return f"{request_errors.GO_TYPES[type(metadata)]} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta"
    for field in ("name", "namespace", "generateName"):
        if not isinstance(metadata.get(field, ""), (str, NoneType)):
            return f"{request_errors.go_type(metadata[field])} into Go struct field ObjectMeta.metadata.{field} of type string"
    for field in ("labels", "annotations"):
        values = {} if metadata.get(field) is None else metadata[field]
        if not isinstance(values, dict):
            return f"{request_errors.go_type(values)} into Go struct field ObjectMeta.metadata.{field} of type map[string]string"
        for value in values.values():
            if not isinstance(value, (str, NoneType)):
                return f"{request_errors.go_type(value)} into Go struct field ObjectMeta.metadata.{field} of type string"
    return ""


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


def create(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """Create the object of a document."""
    try:
        stored, warnings = registry.create(draft, kind, validation.decode(document, kind))
    except MinikError as error:
        raise with_file(error, "creating", document.source) from None
    return Outcome(kind, stored, "created", with_notice(kind, warnings))


def replace(draft: Draft, kind: Kind, document: Document, part: str = "") -> Outcome:
    """Replace the live object, or a subresource of it, with that of the document."""
    try:
        check_name(document)
        stored, warnings = server.replace(draft, kind, document, part)
    except MinikError as error:
        raise with_file(error, "replacing", document.source) from None
    return Outcome(kind, stored, "replaced", with_notice(kind, warnings))


def check_name(document: Document) -> None:
    """Raise ClientError if the document names no object."""
    if not objects.name(document.value):
        raise ClientError(NAMELESS)


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
    try:
        deleted, warnings = server.delete(
            draft, kind, namespace, name, orphan=orphan, at_once=at_once
        )
    except MinikError as error:
        raise with_file(error, "deleting", source) from None
    return Outcome(kind, deleted, done, with_notice(kind, warnings))


def with_notice(kind: Kind, warnings: Iterable[str]) -> list[str]:
    """Return the warnings of a request, preceded by the kind's general notice."""
    return [*([kind.notice] if kind.notice else []), *warnings]


def save_config(document: Document, always: bool) -> Document:
    """Set the last-applied annotation if asked (--save-config) or if there is one already."""
    if always:
        return document._replace(value=last_applied.with_annotation(document.value))
    value = last_applied.refresh_annotation(document.value)
    return document if value is document.value else document._replace(value=value)
