"""Patches: change an object by a JSON, merge or strategic merge patch."""

from collections.abc import Sequence

from minik import kinds, schemas
from minik.errors import BadRequest, ClientError, Invalid, MinikError, Unexpected
from minik.intake import (
    field_validation,
    json_patch,
    merging,
    patch_errors,
    request_errors,
    scales,
    scaling,
    subresources,
    validation,
)
from minik.intake.parsing import Document
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.go_values import format_value, marshal
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.problem import invalid

NO_STRATEGY = (
    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
    "application/merge-patch+json, application/apply-patch+yaml"
)


SCHEME = "pkg/api/legacyscheme/scheme.go:30"


class UnknownFormat(MinikError):
    """The server does not accept this patch type for this kind."""

    reason, code = "UnsupportedMediaType", 415


class PatchResult(NamedTuple):
    """The object as stored, whether the patch changed it, and the warnings."""

    object: Object
    changed: bool
    warnings: Sequence[str] = ()


def patch(
    draft: Draft,
    kind: Kind,
    obj: Object,
    change: Any,
    type_name: str,
    subresource: str = "",
    validate: str = "warn",
) -> PatchResult:
    """Patch the object or a subresource of it; raise NotFound if there is none.

    What the patch has twice, or what nobody knows, is a warning, or refused where `validate` is
    strict.
    """
    current = draft.get(kind.key, objects.namespace(obj), objects.name(obj))
    if current is None:
        raise request_errors.not_found(kind, objects.name(obj))
    if subresource == "scale":
        return _patch_scale(draft, kind, current, change, type_name)
    current = objects.in_version(current, obj["apiVersion"])
    result = patched_object(kind, current, change, type_name)
    strategic = change if type_name == "strategic" else None
    document = Document({"apiVersion": obj["apiVersion"], "kind": obj["kind"]}, "", 0)
    check_identity(kind, current, result)
    known, unknown = _drop_unknown(kind, document, current, result, validate)
    stored, warnings = store_patched(
        draft, kind, document, current, known, patch=strategic, subresource=subresource
    )
    twice = duplicate_warnings(change, type_name) if validate == "warn" else []
    return PatchResult(stored, stored != current, [*twice, *unknown, *warnings])


def _drop_unknown(
    kind: Kind, document: Document, current: Object, result: Object, validate: str
) -> tuple[Object, list[str]]:
    """Return the patched object without fields that nobody knows, and the warnings. What a later
    minik wrote stays, and is refused further on.
    """
    checked, unknown = field_validation.drop_unknown_fields(
        document._replace(value=result), kind, validate
    )
    before = document._replace(value=current)
    if unknown and field_validation.drop_unknown_fields(before, kind, "warn")[1]:
        return result, []
    return checked.value, unknown


def duplicate_warnings(change: Any, type_name: str) -> list[str]:
    """Return the warnings about what stands twice in a patch."""
    prefix = "json patch " if type_name == "json" else ""
    return [f'{prefix}duplicate field "{path}"' for path in field_validation.duplicates(change)]


def _patch_scale(
    draft: Draft, kind: Kind, current: Object, change: Any, type_name: str
) -> PatchResult:
    """Set the replicas that the patch makes of the object's Scale."""
    before = scales.scale_of_kind(kind, current)
    scale_patch = change if isinstance(change, dict) else {}
    result = (
        json_patch.apply_operations(before, change)
        if type_name == "json"
        else merging.json_merge(before, scale_patch)
    )
    count = objects.read(result, "spec.replicas", 0)
    if type(count) is not int or count < 0:
        raise Invalid(
            f'Scale.autoscaling "{objects.name(current)}"',
            [invalid("spec.replicas", count, "must be greater than or equal to 0")],
        )
    stored, warnings = scaling.set_replicas(draft, kind, current, count)
    after = scales.scale_of_kind(kind, stored)
    return PatchResult(after, before["spec"] != after["spec"], warnings)


def patched_object(kind: Kind, obj: Object, change: Any, type_name: str) -> Object:
    """Return the object with the patch applied; raise UnknownFormat or BadRequest."""
    if type_name == "json":
        result: Object = json_patch.apply_operations(obj, change)
        return result
    if change is None and type_name == "merge":
        raise BadRequest("Invalid JSON Patch")
    if not isinstance(change, dict):
        raise BadRequest(
            f"json: cannot unmarshal {request_errors.go_type(change)} into Go value of type map[string]interface {{}}"
        )
    shape = shape_of(kind, obj)
    if type_name == "strategic":
        if shape is None:
            raise UnknownFormat(NO_STRATEGY)
        try:
            return merging.strategic_merge(obj, change, shape)
        except ClientError as error:
            raise Unexpected(error.message) from None
    merged: Object = merging.json_merge(obj, change)
    return merged


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
    request_errors.check_version(kind, result["metadata"], current)
    try:
        decoded = validation.decode(document._replace(value=result), kind)
    except BadRequest as error:
        shape = shape_of(kind, document.value)
        reason = (
            error.message.partition(": ")[2]
            if patch is None or shape is None
            else patch_errors.conversion_error(error.message, shape, result)
        )
        value = (
            "***"
            if kind.key == "Secret"
            else marshal(result)
            if patch is None
            else format_value(patch_errors.strip_ordered_lists(patch))
        )
        raise Invalid(' ""', [invalid("patch", value, reason)]) from None
    return subresources.update(draft, kind, current, decoded, subresource)


def _is_unknown(version: str, kind: Any) -> bool:
    """Return whether a version of built-in kinds has no kind of this name."""
    if not isinstance(kind, str) or not kind:
        return False
    rows = [row for row in schemas.catalog() if version in versions_of(row)]
    return bool(rows) and all(row["kind"] != kind for row in rows)


def versions_of(row: dict[str, Any]) -> list[str]:
    """Return the API versions of a built-in kind, with their group."""
    group = f"{row['group']}/" if row["group"] else ""
    return [f"{group}{version}" for version in row["versions"]]


def _undecodable(result: Object) -> str:
    """Return why an object cannot be decoded as the kind that it names; "" if it can."""
    named = kinds.find_served_kind(str(result.get("apiVersion")), str(result.get("kind")))
    if named is None or named.custom:
        return ""
    try:
        validation.decode(Document(result, "", 0), named)
    except BadRequest as error:
        return error.message.partition(": ")[2]
    return ""


def check_identity(kind: Kind, current: Object, result: Any) -> None:
    """Raise BadRequest if a patch changed the apiVersion, kind or name."""
    fields = result if isinstance(result, dict) else {}
    version, metadata = fields.get("apiVersion"), fields.get("metadata")
    is_expected_kind = (
        isinstance(version, str)
        and fields.get("kind") == kind.name
        and objects.group(version) == kind.group
    )
    if (
        not is_expected_kind
        and isinstance(version, str)
        and _is_unknown(version, fields.get("kind"))
    ):
        raise BadRequest(
            f'no kind "{fields["kind"]}" is registered for version "{version}" in scheme "{SCHEME}"'
        )
    if not is_expected_kind or objects.version(str(version)) not in kind.definitions:
        if not kind.custom and isinstance(metadata, dict):
            reason = _undecodable(result) or request_errors.wrong_kind(
                kind, str(version), str(fields.get("kind"))
            )
            raise Invalid(' ""', [invalid("patch", marshal(result), reason)])
        raise BadRequest(
            f"the API version in the data ({'' if version is None else version}) does not match the expected API version ({current['apiVersion']})"
        )
    name = metadata.get("name") if isinstance(metadata, dict) else ""
    if not isinstance(metadata, dict) or name != objects.name(current):
        raise BadRequest(
            f"the name of the object ({name}) does not match the name on the URL ({objects.name(current)})"
        )
    if (metadata.get("namespace") or "") != objects.namespace(current):
        raise BadRequest(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    uid = metadata.get("uid") or ""
    if uid and uid != objects.uid(current):
        raise request_errors.immutable_uid(kind, current, uid)
