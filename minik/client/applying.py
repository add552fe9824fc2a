"""Client-side apply: a three-way patch from the file, the last applied file and the live object."""

from minik.client import requests
from minik.client.requests import Outcome
from minik.errors import ClientError, Conflict, Invalid, MinikError
from minik.intake import last_applied, registry, validation
from minik.intake.parsing import Document
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import marshal
from minik.model.kind import Kind
from minik.model.object import Object

MISSING = (
    "resource {}/{} is missing the "
    + last_applied.ANNOTATION
    + " annotation which is required by minik apply. minik apply should "
    "only be used on resources created declaratively by either minik create --save-config or minik apply. "
    "The missing annotation will be patched automatically."
)
DELETING = "Detected changes to resource {} which is currently being deleted."


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
    current = registry.live(draft, obj)
    if current is None:
        return _create(draft, kind, document)
    warnings = requests.with_notice(kind, _apply_warnings(current, kind))
    try:
        outcome = _patch(draft, kind, document, current, manner)
    except MinikError as error:
        error.warnings = (*warnings, *error.warnings)
        raise
    if not warnings:
        return outcome
    return outcome._replace(warnings=[*warnings, *outcome.warnings])


def _create(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """Create the object, of which there may be others of the same shape."""
    if draft.changes and kind.free_names is not None:
        from minik.client import alike_objects  # noqa: PLC0415 a single object is like no other

        return alike_objects.create(draft, kind, document)
    sent = document._replace(value=last_applied.with_annotation(document.value))
    return requests.create(draft, kind, sent)


def _patch(
    draft: Draft, kind: Kind, document: Document, current: Object, manner: ApplyOptions
) -> Outcome:
    """Patch the live object; with force, delete it and create it anew where the patch is refused."""
    from minik.intake import patching  # noqa: PLC0415 what is new needs no patch

    obj = document.value
    patch: Object = {}
    try:
        patch = compute_patch(obj, current, kind, document, overwrite=manner.overwrite)
        if not patch:
            return Outcome(kind, current, "unchanged")
        stored, more = patching.apply_patch(draft, kind, document, current, patch)
    except (Conflict, Invalid) as error:
        if not manner.force:
            raise _with_patch_context(error, patch, kind, document) from None
        stored, more = _recreate(
            draft, kind, document._replace(value=last_applied.with_annotation(obj)), current
        )
    except MinikError as error:
        raise _with_patch_context(error, patch, kind, document) from None
    return Outcome(kind, stored, "configured", more)


def dry_run_client(draft: Draft, kind: Kind, document: Document) -> Outcome:
    """Return the outcome of `--dry-run=client`: only whether the object exists is looked up."""
    check_name(document.value, kind, document)
    current = registry.live(draft, document.value)
    if current is None:
        return Outcome(kind, last_applied.with_annotation(document.value), "created")
    return Outcome(kind, current, "configured")


def compute_patch(
    obj: Object, current: Object, kind: Kind, document: Document, *, overwrite: bool = True
) -> Object:
    """Return the patch that kubectl sends; empty if nothing changes. Raise ClientError if no patch
    can be computed.
    """
    from minik.client import difference  # noqa: PLC0415 as above
    from minik.intake import patching  # noqa: PLC0415

    original = last_applied.previous_configuration(current) or {}
    same = original == last_applied.without_annotation(obj)
    modified = last_applied.with_annotation(
        obj, last_applied.annotation_text(current) if same else None
    )
    shape = patching.shape_of(kind, document.value)
    try:
        patch = difference.three_way_patch({} if same else original, modified, current, shape)
        if not overwrite and shape is not None:
            _check_overwrite(patch, difference.strategic_diff(original, current, shape), shape)
        return patch
    except ClientError as error:
        original_text, modified_text, current_text = (
            marshal(part) + "\n" if part else "" for part in (original, modified, current)
        )
        texts = f"original:\n{original_text}\nmodified:\n{modified_text}\ncurrent:\n{current_text}"
        raise ClientError(f"creating patch with:\n{texts}\nfor:: {error.message}") from None


def _check_overwrite(patch: Object, changed: Object, shape: str) -> None:
    """Raise ClientError if the patch changes what others have changed (--overwrite=false)."""
    from minik.client import patch_conflicts  # noqa: PLC0415 few ask for it

    if patch_conflicts.has_conflict(patch, changed, shape):
        raise ClientError(
            f"patch:\n{marshal(patch)}\nconflicts with changes made from original to current:\n{marshal(changed)}\n"
        )


def _recreate(
    draft: Draft, kind: Kind, document: Document, current: Object
) -> tuple[Object, list[str]]:
    """Delete the live object and create the new one (--force); on failure restore the old one."""
    draft.delete(objects.key(current))
    try:
        return registry.create(draft, kind, validation.decode(document, kind))
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
