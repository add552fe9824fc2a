"""namespaces/finalize: whoever cleans a namespace takes its mark from spec.finalizers."""

from minik.api import writing
from minik.api.call import Call
from minik.api.reply import Reply
from minik.intake import admission, registry, request_errors
from minik.model.object import read_list, write


def replace(call: Call) -> Reply:
    """Return the namespace with the finalizers that were sent; the last one lets it go."""
    draft = writing.new_draft(call)
    sent, unknown = writing.decode(call)
    current = draft.get("Namespace", "", call.place.name)
    if current is None:
        raise request_errors.not_found(call.place.kind, call.place.name)
    request_errors.check_preconditions(call.place.kind, sent["metadata"], current)
    changed = write(current, "spec.finalizers", read_list(sent, "spec.finalizers"))
    request = registry.new_request(changed, current, call.place.kind, draft, call.place.part)
    changed = admission.mutate_part(request).object
    unknown = [*unknown, *admission.judge_part(request._replace(object=changed))]
    stored = draft.put(changed) if changed != current else current
    if stored["metadata"].get("deletionTimestamp") and not read_list(stored, "spec.finalizers"):
        registry.remove(draft, call.place.kind, stored)
    return writing.reply(call, draft, 200, stored, unknown)
