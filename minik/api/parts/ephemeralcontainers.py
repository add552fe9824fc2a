"""pods/ephemeralcontainers: containers that are added to a pod that runs."""

from minik.api import bodies, writing
from minik.api.call import Call
from minik.api.parts import log
from minik.api.reply import Reply
from minik.api.verbs import patch as patches
from minik.errors import Invalid
from minik.intake import patching, registry, request_errors, system_metadata, validation
from minik.intake.parsing import Document
from minik.model import object as objects
from minik.model.object import Object, read_list, write
from minik.model.problem import forbidden

FIELD = "spec.ephemeralContainers"


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
    before, after = (read_list(obj, FIELD) for obj in (pod, sent))
    names = [container["name"] for container in after]
    gone = [container for container in before if container["name"] not in names]
    changed = [old for old in before for new in after if new["name"] == old["name"] and new != old]
    if gone or changed:
        name = (gone or changed)[0]["name"]
        why = (
            f'existing ephemeral containers "{name}" may not be removed'
            if gone
            else f'existing ephemeral containers "{name}" may not be changed\n@@ -'
        )
        raise Invalid(f'Pod "{objects.name(pod)}"', [forbidden(FIELD, why)])
    new = call.place.kind.default(write(pod, FIELD, after)) if after else pod
    problems = list(call.place.kind.problems(new))
    if problems:
        raise Invalid(registry.qualified_name(call.place.kind, pod), problems)
    if "managedFields" in pod["metadata"]:
        new = registry.update_managed_fields(draft, call.place.kind, pod, new, new)
    bumped = system_metadata.bump_generation(new, pod, call.place.kind)
    stored = draft.put(bumped) if new != pod else pod
    return writing.reply(call, draft, 200, stored, warnings)
