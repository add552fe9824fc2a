"""The subresource scale: how many pods a workload shall have."""

from minik.api import bodies, subresources, writing
from minik.api.call import Call
from minik.api.reply import Reply
from minik.errors import BadRequest, Invalid
from minik.intake import request_errors, scales, scaling
from minik.model import object as objects
from minik.model.object import read, read_str
from minik.model.problem import invalid


def replace(call: Call) -> Reply:
    """Return the Scale as it is now.

    Raises NotFound, Conflict for one of another version, Invalid for a negative number.
    """
    place = call.place
    sent = bodies.any_object(call, "Scale")
    if not isinstance(sent, dict) or not isinstance(sent.get("metadata") or {}, dict):
        raise BadRequest("the body of the request holds no Scale")
    draft = writing.new_draft(call)
    current = draft.get(place.kind.key, place.namespace, place.name)
    if current is None:
        raise request_errors.not_found(place.kind, place.name)
    if read_str(sent, "metadata.name") not in ("", place.name):
        raise BadRequest(
            f"the name of the object ({objects.name(sent)}) does not match the name on the URL ({place.name})"
        )
    request_errors.check_preconditions(place.kind, sent.get("metadata") or {}, current)
    count = read(sent, "spec.replicas", 0)
    if type(count) is not int or count < 0:
        problem = invalid("spec.replicas", count, "must be greater than or equal to 0")
        raise Invalid(f'Scale.autoscaling "{place.name}"', [problem])
    stored, warnings = scaling.set_replicas(draft, place.kind, current, count)
    reply = writing.reply(call, draft, 200, stored, warnings)
    return reply._replace(body=scales.scale_of_kind(place.kind, stored), kind=subresources.SCALE)
