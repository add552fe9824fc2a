"""`patch`: change an object by a JSON, merge or strategic patch."""

from typing import Any

from minik.errors import BadRequest, ClientError, Invalid, MinikError
from minik.intake import applying, json_patch, merging, requests, scaling, subresources
from minik.intake.parsing import Document
from minik.intake.requests import Outcome
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object
from minik.model.problem import invalid

TYPES = ("json", "merge", "strategic")
NO_STRATEGY = (
    "the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
    "application/merge-patch+json, application/apply-patch+yaml"
)


class UnknownFormat(MinikError):
    """The server does not accept this patch type for this kind."""

    reason, code = "UnsupportedMediaType", 415


def check_type(type_name: str) -> None:
    """Raise ClientError for an unknown patch type."""
    if type_name not in TYPES:
        raise ClientError(f'--type must be one of [{" ".join(TYPES)}], not "{type_name}"')


def patch(
    draft: Draft, kind: Kind, obj: Object, change: Any, type_name: str, subresource: str = ""
) -> Outcome:
    """Patch the object or a subresource of it."""
    current = draft.get(*objects.key(obj))
    if current is None:
        raise requests.not_found(kind, objects.name(obj))
    if subresource == "scale":
        return _patch_scale(draft, kind, current, change, type_name)
    result = patched_object(kind, current, change, type_name)
    strategic = change if type_name == "strategic" else None
    document = Document({"apiVersion": obj["apiVersion"], "kind": obj["kind"]}, "", 0)
    stored, warnings = applying.store_patched(
        draft, kind, document, current, result, patch=strategic, subresource=subresource
    )
    return Outcome(
        kind, stored, outcome_text(current, stored), requests.with_notice(kind, warnings)
    )


def _patch_scale(draft: Draft, kind: Kind, current: Object, change: Any, type_name: str) -> Outcome:
    """Set the replicas that the patch makes of the object's Scale."""
    before = subresources.scale_of(current)
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
    outcome = scaling.scale(draft, kind, current, count)
    after = subresources.scale_of(outcome.object)
    return outcome._replace(object=after, done=outcome_text(before["spec"], after["spec"]))


def patch_locally(kind: Kind, obj: Object, change: Any, type_name: str) -> Outcome:
    """Patch the given object without storing it (--local, --dry-run=client)."""
    result = patched_object(kind, obj, change, type_name)
    return Outcome(kind, result, outcome_text(obj, result))


def outcome_text(before: Object, after: Object) -> str:
    """Return "patched", or "patched (no change)" if both are equal."""
    return "patched (no change)" if before == after else "patched"


def patched_object(kind: Kind, obj: Object, change: Any, type_name: str) -> Object:
    """Return the object with the patch applied; raise UnknownFormat or BadRequest."""
    if type_name == "json":
        result: Object = json_patch.apply_operations(obj, change)
        return result
    if not isinstance(change, dict):
        raise BadRequest(
            f"json: cannot unmarshal {requests.go_type(change)} into Go value of type map[string]interface {{}}"
        )
    shape = applying.shape_of(kind, obj)
    if type_name == "strategic":
        if shape is None:
            raise UnknownFormat(NO_STRATEGY)
        try:
            return merging.strategic_merge(obj, change, shape)
        except ClientError as error:
            raise BadRequest(error.message) from None
    merged: Object = merging.json_merge(obj, change)
    return merged
