"""pods/eviction: delete a pod if its disruption budgets allow it."""

from collections.abc import Mapping

from minik.api import bodies, deleting, writing
from minik.api.call import Call
from minik.api.parts.binding import SUCCESS
from minik.api.reply import Reply
from minik.api.verbs.delete import check_preconditions
from minik.errors import BadRequest, InternalError, Unexpected
from minik.intake import eviction, part_requests, request_errors
from minik.intake.eviction import TooManyRequests
from minik.light_typing import Any
from minik.model.object import Key, read_str

HEADER = {"apiVersion": "policy/v1", "kind": "Eviction"}


def create(call: Call) -> Reply:
    """Return a Status of success. Raises NotFound, TooManyRequests where a budget forbids it."""
    sent = bodies.any_object(call, "Eviction")
    options: Mapping[str, Any] = sent.get("deleteOptions") or {}
    if options.get("dryRun"):
        call = call._replace(parameters={**call.parameters, "dryRun": "All"})
    if read_str(sent, "metadata.name") != call.place.name:
        raise BadRequest("name in URL does not match name in Eviction object")
    draft, place = writing.new_draft(call), call.place
    key = Key(place.kind.key, place.namespace, place.name)
    _, warnings = part_requests.admit(draft, place.kind, key, place.part, {**HEADER, **sent})
    pod = draft.get("Pod", call.place.namespace, call.place.name)
    if pod is None:
        raise request_errors.not_found(call.place.kind, call.place.name)
    check_preconditions(call, options.get("preconditions") or {}, pod)
    try:
        eviction.charge(draft, pod)
    except TooManyRequests as error:
        cause = {"reason": "DisruptionBudget", "message": error.hint}
        error.details = {"causes": [cause]}
        raise
    except InternalError as error:
        raise Unexpected(error.message) from None
    if eviction.needs_budget_check(pod):
        pod = draft.put(eviction.marked(draft, pod))
    deleting.delete(draft, call.place.kind, pod, options)
    return writing.reply(call, draft, 201, pod, warnings)._replace(body=SUCCESS, kind=None)
