"""Patch: an object changed by a patch of one of three types."""
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
NO_STRATEGY = ("the body of the request was in an unknown format - accepted media types include: application/json-patch+json, "
               "application/merge-patch+json, application/apply-patch+yaml")


class UnknownFormat(MinikError):
    """The server does not take patches of this type for this kind."""

    reason, code = "UnsupportedMediaType", 415


def check(type_name: str) -> None:
    """There are three types."""
    if type_name not in TYPES:
        raise ClientError(f'--type must be one of [{" ".join(TYPES)}], not "{type_name}"')


def patch(draft: Draft, kind: Kind, obj: Object, change: Any, type_name: str, part: str = "") -> Outcome:
    """The object as the patch makes it, or a part of it."""
    current = draft.get(*objects.key(obj))
    if current is None:
        raise requests.missing(kind, objects.name(obj))
    if part == "scale":
        return _scaled(draft, kind, current, change, type_name)
    result = made(kind, current, change, type_name)
    strategic = change if type_name == "strategic" else None
    document = Document({"apiVersion": obj["apiVersion"], "kind": obj["kind"]}, "", 0)
    stored, warnings = applying.taken_in(draft, kind, document, current, result, patch=strategic, part=part)
    return Outcome(kind, stored, said(current, stored), requests.told(kind, warnings))


def _scaled(draft: Draft, kind: Kind, current: Object, change: Any, type_name: str) -> Outcome:
    """The object with as many replicas as the patch makes of its Scale."""
    before = subresources.scale(current)
    known = change if isinstance(change, dict) else {}
    result = json_patch.patched(before, change) if type_name == "json" else merging.merged(before, known)
    count = objects.read(result, "spec.replicas", 0)
    if type(count) is not int or count < 0:
        raise Invalid(f'Scale.autoscaling "{objects.name(current)}"', [invalid(
            "spec.replicas", count, "must be greater than or equal to 0")])
    outcome = scaling.scale(draft, kind, current, count)
    after = subresources.scale(outcome.object)
    return outcome._replace(object=after, done=said(before["spec"], after["spec"]))


def pretended(kind: Kind, obj: Object, change: Any, type_name: str) -> Outcome:
    """What the patch would make of the object; no server is asked."""
    result = made(kind, obj, change, type_name)
    return Outcome(kind, result, said(obj, result))


def said(before: Object, after: Object) -> str:
    """What became of the object."""
    return "patched (no change)" if before == after else "patched"


def made(kind: Kind, obj: Object, change: Any, type_name: str) -> Object:
    """The patch laid over the object."""
    if type_name == "json":
        result: Object = json_patch.patched(obj, change)
        return result
    if not isinstance(change, dict):
        raise BadRequest(f"json: cannot unmarshal {requests.go_type(change)} into Go value of type map[string]interface {{}}")
    shape = applying.shape_of(kind, obj)
    if type_name == "strategic":
        if shape is None:
            raise UnknownFormat(NO_STRATEGY)
        try:
            return merging.merge(obj, change, shape)
        except ClientError as error:
            raise BadRequest(error.message) from None
    merged: Object = merging.merged(obj, change)
    return merged
