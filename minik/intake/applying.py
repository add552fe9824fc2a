"""Client-side apply: a three-way patch from the file, the last applied file and the live object."""

import re
from typing import Any, NamedTuple

from minik import schemas
from minik.errors import BadRequest, ClientError, Conflict, Invalid, MinikError
from minik.intake import (
    admission,
    decoding_errors,
    last_applied,
    merging,
    requests,
    subresources,
    validation,
)
from minik.intake.difference import strategic_diff
from minik.intake.field_validation import STEP
from minik.intake.parsing import Document
from minik.intake.patch_conflicts import has_conflict
from minik.intake.patch_strategy import ORDER, RETAIN
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import format_value, marshal
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.problem import invalid

MISSING = (
    "resource {}/{} is missing the "
    + last_applied.ANNOTATION
    + " annotation which is required by minik apply. minik apply should "
    "only be used on resources created declaratively by either minik create --save-config or minik apply. "
    "The missing annotation will be patched automatically."
)
DELETING = "Detected changes to resource {} which is currently being deleted."
MISTYPED = re.compile(
    r"json: cannot unmarshal (\w+) into Go (?:struct field \S+|value) of type (.+)"
)
KINDS = {"number": "int64", "object": "map", "array": "slice"}


class ApplyOptions(NamedTuple):
    """How to apply: `overwrite` changes by others; `force`: delete and create anew if refused."""

    overwrite: bool = True
    force: bool = False


DEFAULT_OPTIONS = ApplyOptions()


def apply(
    draft: Draft, kind: Kind, document: Document, manner: ApplyOptions = DEFAULT_OPTIONS
) -> Outcome:
    """Create the object, or patch the live one to what the file says."""
    obj = document.value
    check_name(obj, kind, document)
    current = draft.get(kind.key, objects.namespace(obj), objects.name(obj))
    if current is None:
        return requests.create(
            draft, kind, document._replace(value=last_applied.with_annotation(obj))
        )
    warnings = requests.with_notice(kind, _apply_warnings(current, kind))
    patch: Object = {}
    try:
        patch = compute_patch(obj, current, kind, document, overwrite=manner.overwrite)
        if not patch:
            return Outcome(kind, current, "unchanged", warnings)
        stored, more = apply_patch(draft, kind, document, current, patch)
    except (Conflict, Invalid) as error:
        if not manner.force:
            raise _with_patch_context(error, patch, kind, document) from None
        stored, more = _recreate(
            draft, kind, document._replace(value=last_applied.with_annotation(obj)), current
        )
    except MinikError as error:
        raise _with_patch_context(error, patch, kind, document) from None
    return Outcome(kind, stored, "configured", [*warnings, *more])


def dry_run_client(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """Return the outcome of `--dry-run=client`: only whether the object exists is looked up."""
    check_name(document.value, kind, document)
    current = draft.get(kind.key, objects.namespace(document.value), objects.name(document.value))
    if current is None:
        return Outcome(kind, last_applied.with_annotation(document.value), "created")
    return Outcome(kind, current, "configured")


def compute_patch(
    obj: Object, current: Object, kind: Kind, document: Document, *, overwrite: bool = True
) -> Object:
    """Return the patch that kubectl sends; empty if nothing changes. Raise ClientError if no patch
    can be computed.
    """
    original = last_applied.previous_configuration(current) or {}
    same = original == last_applied.without_annotation(obj)
    modified = last_applied.with_annotation(
        obj, last_applied.annotation_text(current) if same else None
    )
    shape = shape_of(kind, document.value)
    try:
        patch = merging.three_way_patch({} if same else original, modified, current, shape)
        if not overwrite and shape is not None:
            _check_overwrite(patch, strategic_diff(original, current, shape), shape)
        return patch
    except ClientError as error:
        original_text, modified_text, current_text = (
            marshal(part) + "\n" if part else "" for part in (original, modified, current)
        )
        texts = f"original:\n{original_text}\nmodified:\n{modified_text}\ncurrent:\n{current_text}"
        raise ClientError(f"creating patch with:\n{texts}\nfor:: {error.message}") from None


def _check_overwrite(patch: Object, changed: Object, shape: str) -> None:
    """Raise ClientError if the patch changes what others have changed (--overwrite=false)."""
    if has_conflict(patch, changed, shape):
        raise ClientError(
            f"patch:\n{marshal(patch)}\nconflicts with changes made from original to current:\n{marshal(changed)}\n"
        )


def apply_patch(
    draft: Draft,
    kind: Kind,
    document: Document,
    current: Object,
    patch: Object,
    subresource: str = "",
) -> tuple[Object, list[str]]:
    """Merge a patch into the object and store it; return it as stored, and the warnings."""
    shape = shape_of(kind, document.value)
    try:
        result = (
            merging.json_merge(current, patch)
            if shape is None
            else merging.strategic_merge(current, patch, shape)
        )
    except ClientError as error:
        raise BadRequest(error.message) from None
    return store_patched(
        draft,
        kind,
        document,
        current,
        result,
        patch=patch if shape else None,
        subresource=subresource,
    )


def shape_of(kind: Kind, obj: Object) -> str | None:
    """Return the schema definition that guides strategic merges; None for custom resources."""
    return None if kind.custom else str(kind.definitions[objects.version(obj["apiVersion"])])


def store_patched(
    draft: Draft,
    kind: Kind,
    document: Document,
    current: Object,
    result: Object,
    *,
    patch: Object | None = None,
    subresource: str = "",
) -> tuple[Object, list[str]]:
    """Store the result of a patch; return it as stored, and the warnings. `patch` is the strategic
    patch, named in the error if the result cannot be decoded.
    """
    check_identity(kind, current, result)
    version = result["metadata"].get("resourceVersion")
    if version and version != current["metadata"].get("resourceVersion"):
        raise requests.conflict(kind, objects.name(current))
    try:
        decoded = validation.decode(document._replace(value=result), kind)
    except BadRequest as error:
        shape = shape_of(kind, document.value)
        reason = (
            error.message.partition(": ")[2]
            if patch is None or shape is None
            else _conversion_error(error.message, shape, result)
        )
        value = (
            "***"
            if kind.key == "Secret"
            else marshal(result)
            if patch is None
            else format_value(strip_ordered_lists(patch))
        )
        raise Invalid(' ""', [invalid("patch", value, reason)]) from None
    return subresources.update(draft, kind, current, decoded, subresource)


def check_identity(kind: Kind, current: Object, result: Any) -> None:
    """Raise BadRequest if a patch changed the apiVersion, kind or name."""
    fields = result if isinstance(result, dict) else {}
    version, metadata = fields.get("apiVersion"), fields.get("metadata")
    is_expected_kind = (
        isinstance(version, str)
        and fields.get("kind") == kind.name
        and objects.group(version) == kind.group
    )
    if not is_expected_kind or objects.version(str(version)) not in kind.definitions:
        raise BadRequest(
            f"the API version in the data ({version}) does not match the expected API version ({current['apiVersion']})"
        )
    name = metadata.get("name") if isinstance(metadata, dict) else ""
    if not isinstance(metadata, dict) or name != objects.name(current):
        raise BadRequest(
            f"the name of the object ({name}) does not match the name on the URL ({objects.name(current)})"
        )


def strip_ordered_lists(patch: Object) -> Object:
    """Drop order directives and their lists from a patch, as the server's error shows it."""
    ordered = {name.removeprefix(ORDER) for name in patch if name.startswith(ORDER)}
    return {
        name: strip_ordered_lists(value) if isinstance(value, dict) else value
        for name, value in patch.items()
        if name != RETAIN and not name.startswith(ORDER) and name not in ordered
    }


def _conversion_error(message: str, definition: str, obj: Object) -> str:
    """Reword a decoding error as the server words it for a patched object."""
    text = message.partition(": ")[2]
    match, error = MISTYPED.match(text), decoding_errors.explain_error(obj, definition)
    if not match or not error:
        return text
    actual, expected, types = (
        KINDS.get(match[1], match[1]),
        match[2],
        _schema_at(definition, error.path).get("type"),
    )
    if types is None:
        return f"cannot restore struct from: {actual}"
    container = next(
        (word for name, word in (("array", "slice"), ("object", "map")) if name in types), ""
    )
    return (
        f"cannot restore {container} from {actual}"
        if container
        else f"cannot convert {actual} to {expected}"
    )


def _schema_at(definition: str, path: str) -> schemas.Schema:
    """Return the schema of the field at a path; for an object, a reference to its definition."""
    schema: schemas.Schema = {"$ref": definition}
    for step in STEP.findall(path):
        resolved = schemas.definition(schema["$ref"]) if "$ref" in schema else schema
        schema = (
            (resolved.get("items") or {})
            if step.startswith("[")
            else (resolved.get("properties") or {}).get(step) or {}
        )
    return schema


def _recreate(
    draft: Draft, kind: Kind, document: Document, current: Object
) -> tuple[Object, list[str]]:
    """Delete the live object and create the new one (--force); on failure restore the old one."""
    draft.delete(objects.key(current))
    try:
        return admission.create(draft, kind, validation.decode(document, kind))
    except MinikError:
        draft.changes[objects.key(current)] = current
        draft.forget_pools()
        raise


def _apply_warnings(current: Object, kind: Kind) -> list[str]:
    name = objects.name(current)
    has_annotation = last_applied.ANNOTATION in objects.annotations(current)
    is_deleting = "deletionTimestamp" in current["metadata"]
    return [
        *([] if has_annotation else [MISSING.format(kind.plural, name)]),
        *([DELETING.format(name)] if is_deleting else []),
    ]


def check_name(obj: Object, kind: Kind, document: Document) -> None:
    """Raise ClientError if an object to apply has no name, or only generateName."""
    if objects.name(obj):
        return
    if obj["metadata"].get("generateName"):
        raise ClientError(
            f"from {obj['metadata']['generateName']}: cannot use generate name with apply"
        )
    doing = f"retrieving current configuration of:\n{_describe(obj, kind)}\nfrom server for:"
    raise requests.with_file(ClientError(requests.NAMELESS), doing, document.source)


def _describe(obj: Object, kind: Kind) -> str:
    group, version = objects.group(obj["apiVersion"]), objects.version(obj["apiVersion"])
    return (
        f'Resource: "{group}/{version}, Resource={kind.plural}", GroupVersionKind: "{group}/{version}, Kind={kind.name}"\n'
        f'Name: "{objects.name(obj)}", Namespace: "{objects.namespace(obj)}"'
    )


def _with_patch_context(
    error: MinikError, patch: Object, kind: Kind, document: Document
) -> MinikError:
    text = marshal(patch) if patch else ""
    inner = requests.with_file(error, "patching", document.source)
    return requests.with_file(
        inner,
        f"applying patch:\n{text}\nto:\n{_describe(document.value, kind)}\nfor:",
        document.source,
    )
