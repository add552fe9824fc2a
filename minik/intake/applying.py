"""Apply: what a file says and what it no longer says, laid over the object that is there."""
import re
from typing import Any, NamedTuple

from minik import schemas
from minik.errors import BadRequest, ClientError, Conflict, Invalid, MinikError
from minik.intake import admission, last_applied, merging, refusal, requests, subresources, validation
from minik.intake.conflicts import conflict
from minik.intake.difference import diff
from minik.intake.leniency import STEP
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.intake.strategy import ORDER, RETAIN
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshalled, printed
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.problem import invalid

MISSING = ("resource {}/{} is missing the " + last_applied.ANNOTATION + " annotation which is required by minik apply. minik apply should "
           "only be used on resources created declaratively by either minik create --save-config or minik apply. "
           "The missing annotation will be patched automatically.")
DELETING = "Detected changes to resource {} which is currently being deleted."
MISTYPED = re.compile(r"json: cannot unmarshal (\w+) into Go (?:struct field \S+|value) of type (.+)")
KINDS = {"number": "int64", "object": "map", "array": "slice"}


class Manner(NamedTuple):
    """How to apply: `overwrite` what others changed since; `force`: where a change is refused, delete and create anew."""

    overwrite: bool = True
    force: bool = False


def apply(draft: Draft, kind: Kind, document: Document, manner: Manner = Manner()) -> Outcome:  # noqa: B008 a frozen record
    """Create the object, or change the one that is there to what the file says."""
    obj = document.value
    check_named(obj, kind, document)
    current = draft.get(kind.key, objects.namespace(obj), objects.name(obj))
    if current is None:
        return requests.create(draft, kind, document._replace(value=last_applied.remembered(obj)))
    warnings = requests.told(kind, _remarks(current, kind))
    patch = Object()
    try:
        patch = difference(obj, current, kind, document, overwrite=manner.overwrite)
        if not patch:
            return Outcome(kind, current, "unchanged", warnings)
        stored, more = patched(draft, kind, document, current, patch)
    except (Conflict, Invalid) as error:
        if not manner.force:
            raise _located(error, patch, kind, document) from None
        stored, more = _anew(draft, kind, document._replace(value=last_applied.remembered(obj)), current)
    except MinikError as error:
        raise _located(error, patch, kind, document) from None
    return Outcome(kind, stored, "configured", [*warnings, *more])


def pretended(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """What kubectl says of a document without asking the server more than whether the object is there."""
    check_named(document.value, kind, document)
    current = draft.get(kind.key, objects.namespace(document.value), objects.name(document.value))
    if current is None:
        return Outcome(kind, last_applied.remembered(document.value), "created")
    return Outcome(kind, current, "configured")


def difference(obj: Object, current: Object, kind: Kind, document: Document, *, overwrite: bool = True) -> Object:
    """The patch that kubectl sends; empty where the file says nothing that is not so already."""
    original = last_applied.recalled(current) or {}
    same = original == last_applied.stated(obj)
    wanted = last_applied.remembered(obj, last_applied.text(current) if same else None)
    shape = shape_of(kind, document.value)
    try:
        patch = merging.three_way({} if same else original, wanted, current, shape)
        if not overwrite and shape is not None:
            _agreed(patch, diff(original, current, shape), shape)
        return patch
    except ClientError as error:
        before, after, now = (marshalled(part) + "\n" if part else "" for part in (original, wanted, current))
        texts = f"original:\n{before}\nmodified:\n{after}\ncurrent:\n{now}"
        raise ClientError(f"creating patch with:\n{texts}\nfor:: {error.message}") from None


def _agreed(patch: Object, changed: Object, shape: str) -> None:
    """--overwrite=false: what others have changed since is not laid over."""
    if conflict(patch, changed, shape):
        raise ClientError(f"patch:\n{marshalled(patch)}\nconflicts with changes made from original to current:\n{marshalled(changed)}\n")


def patched(draft: Draft, kind: Kind, document: Document, current: Object, patch: Object, part: str = "") -> tuple[Object, list[str]]:
    """The server's part: the patch laid over the object, and the result taken in."""
    shape = shape_of(kind, document.value)
    try:
        result = merging.merged(current, patch) if shape is None else merging.merge(current, patch, shape)
    except ClientError as error:
        raise BadRequest(error.message) from None
    return taken_in(draft, kind, document, current, result, patch=patch if shape else None, part=part)


def shape_of(kind: Kind, obj: Object) -> str | None:
    """The definition by which patches of an object are merged; custom resources have none."""
    return None if kind.custom else str(kind.definitions[objects.version(obj["apiVersion"])])


def taken_in(draft: Draft, kind: Kind, document: Document, current: Object, result: Object, *,
             patch: Object | None = None, part: str = "") -> tuple[Object, list[str]]:
    """What a patch has made of an object, in its place; `patch` is the strategic one, which is shown if the result cannot be read."""
    check_identity(kind, current, result)
    version = result["metadata"].get("resourceVersion")
    if version and version != current["metadata"].get("resourceVersion"):
        raise requests.modified(kind, objects.name(current))
    try:
        decoded = validation.decode(document._replace(value=result), kind)
    except BadRequest as error:
        shape = shape_of(kind, document.value)
        why = error.message.partition(": ")[2] if patch is None or shape is None else _conversion(error.message, shape, result)
        shown = "***" if kind.key == "Secret" else marshalled(result) if patch is None else printed(consumed(patch))
        raise Invalid(' ""', [invalid("patch", shown, why)]) from None
    return subresources.update(draft, kind, current, decoded, part)


def check_identity(kind: Kind, current: Object, result: Any) -> None:
    """A patch may change an object, not make another one of it."""
    told = result if isinstance(result, dict) else {}
    version, metadata = told.get("apiVersion"), told.get("metadata")
    known = isinstance(version, str) and told.get("kind") == kind.name and objects.group(version) == kind.group
    if not known or objects.version(str(version)) not in kind.definitions:
        raise BadRequest(f"the API version in the data ({version}) does not match the expected API version ({current['apiVersion']})")
    name = metadata.get("name") if isinstance(metadata, dict) else ""
    if not isinstance(metadata, dict) or name != objects.name(current):
        raise BadRequest(f"the name of the object ({name}) does not match the name on the URL ({objects.name(current)})")


def consumed(patch: Object) -> Object:
    """What the server has left of a patch when it finds that the result cannot be read: lists that were ordered are gone already."""
    ordered = {name.removeprefix(ORDER) for name in patch if name.startswith(ORDER)}
    return {name: consumed(value) if isinstance(value, dict) else value for name, value in patch.items()
            if name != RETAIN and not name.startswith(ORDER) and name not in ordered}


def _conversion(message: str, definition: str, obj: Object) -> str:
    """The decoder's complaint, as the server words it for what a patch has made."""
    text = message.partition(": ")[2]
    found, refused = MISTYPED.match(text), refusal.refusal(obj, definition)
    if not found or not refused:
        return text
    given, wanted, types = KINDS.get(found[1], found[1]), found[2], _schema_at(definition, refused.path).get("type")
    if types is None:
        return f"cannot restore struct from: {given}"
    whole = next((word for name, word in (("array", "slice"), ("object", "map")) if name in types), "")
    return f"cannot restore {whole} from {given}" if whole else f"cannot convert {given} to {wanted}"


def _schema_at(definition: str, path: str) -> schemas.Schema:
    """What the definition says of the field at a path; of an object, only which definition it has."""
    schema: schemas.Schema = {"$ref": definition}
    for step in STEP.findall(path):
        whole = schemas.definition(schema["$ref"]) if "$ref" in schema else schema
        schema = (whole.get("items") or {}) if step.startswith("[") else (whole.get("properties") or {}).get(step) or {}
    return schema


def _anew(draft: Draft, kind: Kind, document: Document, current: Object) -> tuple[Object, list[str]]:
    """--force: the old object goes and the new one comes; if that is refused, the old one stays."""
    draft.delete(objects.key(current))
    try:
        return admission.create(draft, kind, validation.decode(document, kind))
    except MinikError:
        draft.changes[objects.key(current)] = current
        draft.forget_pools()
        raise


def _remarks(current: Object, kind: Kind) -> list[str]:
    name = objects.name(current)
    known = last_applied.ANNOTATION in objects.annotations(current)
    leaving = "deletionTimestamp" in current["metadata"]
    return [*([] if known else [MISSING.format(kind.plural, name)]), *([DELETING.format(name)] if leaving else [])]


def check_named(obj: Object, kind: Kind, document: Document) -> None:
    """What is applied must have a name, and one of its own."""
    if objects.name(obj):
        return
    if obj["metadata"].get("generateName"):
        raise ClientError(f"from {obj['metadata']['generateName']}: cannot use generate name with apply")
    doing = f"retrieving current configuration of:\n{_described(obj, kind)}\nfrom server for:"
    raise requests.located(ClientError(requests.NAMELESS), doing, document.source)


def _described(obj: Object, kind: Kind) -> str:
    group, version = objects.group(obj["apiVersion"]), objects.version(obj["apiVersion"])
    return (f'Resource: "{group}/{version}, Resource={kind.plural}", GroupVersionKind: "{group}/{version}, Kind={kind.name}"\n'
            f'Name: "{objects.name(obj)}", Namespace: "{objects.namespace(obj)}"')


def _located(error: MinikError, patch: Object, kind: Kind, document: Document) -> MinikError:
    text = marshalled(patch) if patch else ""
    inner = requests.located(error, "patching", document.source)
    return requests.located(inner, f"applying patch:\n{text}\nto:\n{_described(document.value, kind)}\nfor:", document.source)
