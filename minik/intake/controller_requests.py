"""What controllers change and delete, as admission sees it: each part of a change is a request of its
own. Nobody but policies and webhooks looks at it; without one nothing is asked.
"""

from collections.abc import Callable

from minik.errors import MinikError
from minik.intake import admission, part_requests, registry, subresources
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.admission_plugin import AdmissionRequest, Operation
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object, drop, read_str

WEBHOOKS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
BINDINGS = ("ValidatingAdmissionPolicyBinding", "MutatingAdmissionPolicyBinding")


class Judge(NamedTuple):
    """Whom a controller has to ask: for a change, which is returned as it may be (None: nobody), and for
    a deletion.
    """

    admit: registry.Admit | None = None
    may_delete: Callable[[Draft, Kind, Object], bool] = lambda draft, kind, old: True


FREE = Judge()


def judge_of(draft: Draft) -> Judge:
    """Return whom the controllers ask that write into a draft: nobody about kinds of which no policy is."""
    if draft.base.outside is not None and any(map(draft.may_hold, WEBHOOKS)):
        return Judge(admit, may_delete)
    if not any(map(draft.may_hold, BINDINGS)):
        return FREE
    from minik.intake.policies import hooks  # noqa: PLC0415 most clusters have no policies

    named = hooks.resources(draft)
    if "*" in named:
        return Judge(admit, may_delete)

    def admit_some(draft: Draft, kind: Kind, new: Object, old: Object) -> Object:
        return admit(draft, kind, new, old) if kind.plural in named else new

    def may_delete_some(draft: Draft, kind: Kind, old: Object) -> bool:
        return kind.plural not in named or may_delete(draft, kind, old)

    return Judge(admit_some, may_delete_some) if named else FREE


def may_delete(draft: Draft, kind: Kind, old: Object) -> bool:
    """Tell whether the policies let a controller delete an object."""
    try:
        admission.judge_part(AdmissionRequest(Operation.DELETE, kind, old, old, draft))
    except MinikError:
        return False
    return True


def admit(draft: Draft, kind: Kind, new: Object, old: Object) -> Object:
    """Return a controller's change of an object as the policies want it. Raise what refuses it."""
    if kind.key == "Pod" and read_str(new, "spec.nodeName") != read_str(old, "spec.nodeName"):
        bind(draft, kind, new)
        return new
    status = new.get("status")
    if status == old.get("status") or not subresources.has_subresource(kind, "status"):
        return _admitted(draft, kind, new, old, "")
    before = old.get("status")
    rest = _with_status(new, before)
    whole = _admitted(draft, kind, rest, old, "") if rest != old else rest
    return _admitted(draft, kind, _with_status(whole, status), whole, "status")


def _with_status(obj: Object, status: object) -> Object:
    return drop(obj, "status") if status is None else {**obj, "status": status}


def _admitted(draft: Draft, kind: Kind, new: Object, old: Object, part: str) -> Object:
    """Return a part of a change as the policies want it."""
    request = registry.new_request(new, old, kind, draft, part)
    changed = admission.mutate_part(request)
    admission.judge_part(changed)
    if changed.object is new or not part:
        return changed.object
    return subresources.with_status(old, changed.object)


def bind(draft: Draft, kind: Kind, pod: Object) -> None:
    """Ask the policies for the Binding by which the scheduler puts a pod on a node."""
    node = read_str(pod, "spec.nodeName")
    place = {"name": objects.name(pod), "namespace": objects.namespace(pod)}
    sent = {
        "apiVersion": "v1",
        "kind": "Binding",
        "metadata": {**place, "uid": objects.uid(pod)},
        "target": {"kind": "Node", "name": node},
    }
    part_requests.admit(draft, kind, objects.key(pod), "binding", sent)
