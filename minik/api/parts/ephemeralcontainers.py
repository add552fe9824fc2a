"""pods/ephemeralcontainers: containers that are added to a pod that runs."""

from minik.api import bodies, writing
from minik.api.call import Call
from minik.api.parts import log
from minik.api.reply import Reply
from minik.api.verbs import patch as patches
from minik.intake import patching, request_errors, subresources, validation
from minik.intake.parsing import Document
from minik.model.object import Object


def replace(call: Call) -> Reply:
    """Return the pod with the ephemeral containers that were sent."""
    sent, unknown = writing.decode(call)
    request_errors.check_preconditions(call.place.kind, sent["metadata"], log.find_pod(call))
    return _store(call, sent, unknown)


def patch(call: Call) -> Reply:
    """Return the pod with its ephemeral containers patched."""
    pod = log.find_pod(call)
    change = bodies.parse_json(call.body, "error decoding patch: ")
    manner = patches.TYPES.get(call.media, "strategic")
    result = patching.patched_object(call.place.kind, pod, change, manner)
    return _store(call, validation.decode_fast(Document(result, "", 0), call.place.kind), [])


def _store(call: Call, sent: Object, warnings: list[str]) -> Reply:
    draft, pod = writing.new_draft(call), log.find_pod(call)
    stored, more = subresources.update(draft, call.place.kind, pod, sent, "ephemeralcontainers")
    return writing.reply(call, draft, 200, stored, [*warnings, *more])
