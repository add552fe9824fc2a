"""PATCH: change an object, or a subresource, by a JSON, merge or strategic merge patch, or apply."""

from collections.abc import Mapping

from minik.api import bodies, paths, request_options, writing
from minik.api.call import Call
from minik.api.refusals import UnsupportedMediaType
from minik.api.reply import Reply
from minik.errors import BadRequest, MethodNotAllowed, MinikError, Unanswered
from minik.intake import field_validation, patching, request_errors
from minik.intake.ownership import apply_request
from minik.intake.ownership.apply_request import ServerApplyOptions
from minik.intake.parsing import Document
from minik.light_typing import Any
from minik.model import object as objects

JSON, MERGE, STRATEGIC, APPLY = (
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
)
REPEATED = "yaml: unmarshal errors:"  # which is only said of fields that are there twice
TYPES = {JSON: "json", MERGE: "merge", STRATEGIC: "strategic"}


def answer(call: Call) -> Reply:
    """Return the object as it is stored now, 201 where an apply has created it.

    Raises MethodNotAllowed at the path of a kind, UnsupportedMediaType, and what patches raise.
    """
    place, kind = call.place, call.place.kind
    if not place.name:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    request_options.check_write(call, "PatchOptions", applies=call.media == APPLY)
    if call.media == APPLY:
        return _apply(call)
    if call.media not in TYPES:
        raise UnsupportedMediaType("415: Unsupported Media Type", named=True)
    if kind.custom and call.media == STRATEGIC:
        raise UnsupportedMediaType(patching.NO_STRATEGY)
    draft = writing.new_draft(call)
    change = _change(call)
    target = {
        "apiVersion": place.api_version,
        "kind": kind.name,
        "metadata": {"name": place.name, "namespace": place.namespace},
    }
    level = (call.parameters.get("fieldValidation") or "Warn").lower()
    try:
        result = patching.patch(draft, kind, target, change, TYPES[call.media], place.part, level)
    except Unanswered:
        raise PatchRejected from None
    return writing.reply(call, draft, 200, result.object, result.warnings)


class PatchRejected(MinikError):
    """An operation of a JSON patch failed."""

    reason, code = "Invalid", 422
    details: Mapping[str, Any] | None = {}

    def __init__(self) -> None:
        super().__init__("the server rejected our request due to an error in our request")


def _change(call: Call) -> Any:
    """Return the patch in the body. Raises BadRequest for what cannot be one."""
    change = bodies.parse_json(call.body, "error decoding patch: ")
    wanted, name = (
        (list, "[]handlers.jsonPatchOp")
        if call.media == JSON
        else (dict, "map[string]interface {}")
    )
    if change is None and call.media == MERGE:
        raise BadRequest("Invalid JSON Patch")
    if not isinstance(change, wanted):
        given = request_errors.go_type(change)
        prefix = "" if call.media == STRATEGIC else "error decoding patch: "
        raise BadRequest(f"{prefix}json: cannot unmarshal {given} into Go value of type {name}")
    return change


def _apply(call: Call) -> Reply:
    """Apply a configuration on the server's side."""
    place, kind = call.place, call.place.kind
    document, repeated = _configuration(call)
    draft = writing.new_draft(call)
    before = draft.get(kind.key, place.namespace, place.name)
    manner = ServerApplyOptions(call.parameters["fieldManager"], forced(call), None, place.part)
    twice = [
        f'line {document.line(path)}: key "{path.rpartition(".")[2]}" already set in map'
        for path in field_validation.duplicates(document.value)
    ]
    document = document._replace(value=field_validation.last_ones(document.value))
    stored, warnings = apply_request.apply(draft, kind, document, manner, place.namespace)
    status = 200 if before else 201
    return writing.reply(call, draft, status, stored, [*repeated, *twice, *warnings])


def forced(call: Call) -> bool:
    """Return whether `force` is set; any value but these means yes, as Go reads it."""
    return call.parameters.get("force", "false") not in ("", "false", "0")


def _parsed(call: Call) -> tuple[Document, list[str]]:
    """Return the document of the body, and what is said of fields that are there twice."""
    if call.document is not None:
        return call.document, []
    repeated: list[str] = []
    try:
        found = bodies.parse_yaml(call.body)
    except BadRequest as error:
        start, _, lines = error.message.partition(REPEATED)
        if start or call.parameters.get("fieldValidation") == "Strict":
            raise BadRequest(
                f"error decoding YAML: error converting YAML to JSON: {error.message}"
            ) from None
        found = bodies.parse_yaml(call.body, strict=False)
        repeated = [line.strip() for line in lines.splitlines() if line.strip()]
    return (found[0] if found else Document({}, "", 0)), repeated


def _configuration(call: Call) -> tuple[Document, list[str]]:
    """Return the configuration in the body, and warnings of fields that are there twice.

    Raises BadRequest for one of another kind or place.
    """
    place = call.place
    document, repeated = _parsed(call)
    obj = document.value if isinstance(document.value, dict) else {}
    version, name = obj.get("apiVersion") or "", obj.get("kind") or ""
    if (version, name) != (place.api_version, place.kind.name):
        group = objects.group(str(version))
        raise BadRequest(
            f"invalid object type: {group}/{objects.version(str(version))}, Kind={name}"
        )
    writing.match_place(document, call)
    metadata = obj.get("metadata") or {}
    if metadata.get("generateName") and not metadata.get("name"):
        raise BadRequest(
            f"the name of the object ({place.name} based on URL) was undeterminable: name must be provided"
        )
    if not metadata.get("name"):
        document = document._replace(value=objects.write(obj, "metadata.name", place.name))
    return document, repeated
