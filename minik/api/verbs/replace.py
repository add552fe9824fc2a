"""PUT: replace the object at a path, or a subresource of it."""

from minik.api import paths, refusals, request_options, writing
from minik.api.call import Call
from minik.api.paths import Place
from minik.api.reply import Reply
from minik.errors import BadRequest, Invalid, MethodNotAllowed, Unexpected
from minik.intake import registry, request_errors, subresources
from minik.model import object as objects
from minik.model.object import Object
from minik.model.problem import invalid

# kinds of which a PUT creates what is not there (upstream: `AllowCreateOnUpdate`)
CREATED_BY_PUT = (
    "ClusterRole",
    "ClusterRoleBinding",
    "Endpoints",
    "Event",
    "Lease",
    "LimitRange",
    "Role",
    "RoleBinding",
    "RuntimeClass",
    "Service",
)
# kinds whose objects must name the version that they replace (upstream: `AllowUnconditionalUpdate`)
CONDITIONAL = (
    "CSIDriver",
    "CSINode",
    "CustomResourceDefinition",
    "Lease",
    "MutatingAdmissionPolicy",
    "MutatingAdmissionPolicyBinding",
    "MutatingWebhookConfiguration",
    "PodDisruptionBudget",
    "RuntimeClass",
    "ValidatingAdmissionPolicy",
    "ValidatingAdmissionPolicyBinding",
    "ValidatingWebhookConfiguration",
    "VolumeAttachment",
)


def answer(call: Call) -> Reply:
    """Return the object as it is stored now.

    Raises MethodNotAllowed at the path of a kind, NotFound where there is no such object, BadRequest
    for a document of another place, Conflict for one that is based on another version.
    """
    place, kind = call.place, call.place.kind
    if not place.name:
        raise MethodNotAllowed(paths.NOT_ALLOWED)
    request_options.check_write(call, "UpdateOptions")
    draft = writing.new_draft(call)
    sent, unknown = writing.decode(call)
    if not objects.name(sent):
        raise BadRequest(
            f"the name of the object ({place.name} based on URL) was undeterminable: name must be provided"
        )
    current = draft.get(kind.key, place.namespace, place.name)
    if current is None:
        if place.part or kind.key not in CREATED_BY_PUT:
            raise request_errors.not_found(kind, place.name)
        finish = writing.tracking(call, draft, kind.default(sent))
        created, warnings = registry.create(draft, kind, sent, finish=finish)
        return writing.reply(call, draft, 201, created, [*unknown, *warnings])
    metadata = sent["metadata"]
    version = metadata.get("resourceVersion") or ""
    if version in ("", "0"):
        if kind.custom or kind.key in CONDITIONAL:
            problem = invalid("metadata.resourceVersion", 0, "must be specified for an update")
            error = Invalid(f'{kind.resource} "{place.name}"', [problem])
            raise refusals.with_kind(error, kind.plural, place)
        metadata = {**metadata, "resourceVersion": ""}
    elif not version.isdigit():
        raise Unexpected(f'strconv.ParseUint: parsing "{version}": invalid syntax')
    if metadata.get("uid") and metadata["uid"] != objects.uid(current):
        raise request_errors.conflict(kind, place.name, _other_uid(place, metadata["uid"], current))
    request_errors.check_preconditions(kind, metadata, current)
    stored, warnings = subresources.update(draft, kind, current, sent, place.part)
    return writing.reply(call, draft, 200, stored, [*unknown, *warnings])


def _other_uid(place: Place, uid: str, current: Object) -> str:
    """Return what the store says of an object that was made again."""
    path = "/".join(filter(None, (place.kind.plural, place.namespace, place.name)))
    mismatch = request_errors.UID_MISMATCH.format(uid, objects.uid(current))
    return f"StorageError: invalid object, Code: 4, Key: /registry/{path}, ResourceVersion: 0, AdditionalErrorMsg: {mismatch}"
