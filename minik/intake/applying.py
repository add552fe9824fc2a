"""Documents change a cluster as kubectl's verbs do: apply, create, replace."""
import json
from collections.abc import Sequence
from typing import NamedTuple

from minik.errors import ClientError, Conflict, MinikError, NotFound
from minik.intake import admission, merging, validation
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"
MISSING = ("resource {}/{} is missing the " + LAST_APPLIED + " annotation which is required by minik apply. minik apply should only "
           "be used on resources created declaratively by either minik create --save-config or minik apply. "
           "The missing annotation will be patched automatically.")


class Outcome(NamedTuple):
    """What became of one document: `created`, `configured`, `unchanged`, `replaced`, `deleted`."""

    kind: Kind
    object: Object
    done: str
    warnings: Sequence[str] = ()


def context(error: MinikError, doing: str, source: str) -> MinikError:
    """The error with the file in which it came up."""
    if source:
        error.message = f'error when {doing} "{source}": {error.message}'
    return error


def placed(obj: Object, kind: Kind, namespace: str, *, enforced: bool) -> Object:
    """The object in the namespace that it names, else in the one that is meant; if that was asked for by name they must agree."""
    own = objects.namespace(obj)
    if not kind.namespaced:
        return obj
    if not own:
        return objects.write(obj, "metadata.namespace", namespace)
    if enforced and own != namespace:
        raise ClientError(f'the namespace from the provided object "{own}" does not match the namespace "{namespace}". '
                          f"You must pass '--namespace={own}' to perform this operation.")
    return obj


def configuration(obj: Object) -> str:
    """An object as `apply` remembers it: what the file said, compact, sorted, with a line end."""
    annotations = {name: value for name, value in objects.annotations(obj).items() if name != LAST_APPLIED}
    plain = {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e") + "\n"


def remembered(obj: Object) -> Object:
    """The object with the annotation that the next `apply` will compare with."""
    annotations = {**objects.annotations(obj), LAST_APPLIED: configuration(obj)}
    return {**obj, "metadata": {**obj["metadata"], "annotations": annotations}}


def create(draft: Draft, kind: Kind, document: Document) -> Outcome:
    try:
        stored, warnings = admission.create(draft, kind, validation.decode(document, kind))
    except MinikError as error:
        raise context(error, "creating", document.source) from None
    return Outcome(kind, stored, "created", warnings)


def apply(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """What the file says and what it no longer says, laid over the object that is there."""
    obj = document.value
    wanted = remembered(obj)
    current = draft.get(kind.key, objects.namespace(obj), objects.name(obj))
    if current is None:
        return create(draft, kind, document._replace(value=wanted))
    before = objects.annotations(current).get(LAST_APPLIED)
    patch = merging.three_way(json.loads(before) if before else {}, wanted, current)
    warnings = [] if before else [MISSING.format(kind.plural, objects.name(obj))]
    if not patch:
        return Outcome(kind, current, "unchanged", warnings)
    try:
        decoded = validation.decode(document._replace(value=merging.merged(current, patch)), kind)
        stored, told = admission.update(draft, kind, current, decoded)
    except MinikError as error:
        raise context(error, "patching", document.source) from None
    return Outcome(kind, stored, "unchanged" if stored is current else "configured", [*warnings, *told])


def replace(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """The object in the file in the place of the one that is there."""
    obj = document.value
    try:
        decoded = validation.decode(document, kind)
        current = draft.get(kind.key, objects.namespace(obj), objects.name(obj))
        if current is None:
            raise NotFound(f'{kind.resource} "{objects.name(obj)}" not found')
        version = obj["metadata"].get("resourceVersion")
        if version and version != current["metadata"].get("resourceVersion"):
            raise Conflict(f'Operation cannot be fulfilled on {kind.resource} "{objects.name(obj)}": the object has been modified; '
                           "please apply your changes to the latest version and try again")
        stored, warnings = admission.update(draft, kind, current, decoded)
    except MinikError as error:
        raise context(error, "replacing", document.source) from None
    return Outcome(kind, stored, "replaced", warnings)


def delete(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """The object that the file names goes."""
    obj = document.value
    current = draft.get(kind.key, objects.namespace(obj), objects.name(obj))
    if current is None:
        raise context(NotFound(f'{kind.resource} "{objects.name(obj)}" not found'), "deleting", document.source)
    admission.delete(draft, kind, current)
    return Outcome(kind, current, "deleted")
