"""pods/binding: a scheduler puts a pod on a node. Upstream rule: `core/pod/storage` `BindingREST`."""

from minik import kinds
from minik.api import bodies, writing
from minik.api.call import Call
from minik.api.reply import Reply
from minik.errors import Conflict, Unexpected
from minik.intake import part_requests, request_errors, system_metadata
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.object import Key, Object, read, read_str, write
from minik.pod_life import pod_status


def create(call: Call) -> Reply:
    """Return a Status of success. Raises NotFound, Conflict for a pod that has a node."""
    sent = bodies.any_object(call, "Binding")
    sent = sent if isinstance(sent, dict) else {}
    return bind(call, call.place.name or read_str(sent, "metadata.name"), sent)


def bind(call: Call, name: str, binding: Object) -> Reply:
    """Bind a pod to the node that a Binding names."""
    pods = call.place._replace(kind=kinds.kind_of_key("Pod"))
    draft = writing.new_draft(call)
    pod = draft.get("Pod", call.place.namespace, name)
    node = read_str(binding, "target.name")
    if not node:
        raise Unexpected("target.name: Required value")
    binding, warnings = admit(call, draft, name, binding)
    node = read_str(binding, "target.name")
    if pod is None:
        raise request_errors.not_found(pods.kind, name)
    _check(pod, name)
    annotations = {**objects.annotations(pod), **(read(binding, "metadata.annotations", {}))}
    bound = write(pod, "spec.nodeName", node)
    if annotations:
        bound = write(bound, "metadata.annotations", annotations)
    if draft.settings.is_since(35):
        bound = with_labels(draft, bound, binding)
    bound = write(
        bound, "status.conditions", _scheduled(bound, system_metadata.timestamp(draft.now))
    )
    draft.put(bound)
    return writing.reply(call, draft, 201, bound, warnings)._replace(body=SUCCESS, kind=None)


def with_labels(draft: Draft, pod: Object, binding: Object) -> Object:
    """Return a pod with the labels of its Binding, and with its node's zone and region.

    Upstream rules: `copyLabelsWithOverwriting`, admission plugin PodTopologyLabels.
    """
    target = binding.get("target") or {}
    node = draft.get("Node", "", target["name"]) if target.get("kind") == "Node" else None
    placed = pod_status.with_topology_labels(pod, objects.labels(node) if node else {})
    own: Object = read(binding, "metadata.labels", {})
    return write(placed, "metadata.labels", {**objects.labels(placed), **own}) if own else placed


def admit(call: Call, draft: Draft, name: str, binding: Object) -> tuple[Object, list[str]]:
    """Return a Binding as policies want it, and the warnings; one that is sent to no pod is created."""
    place = call.place
    key = Key(place.kind.key, place.namespace, name)
    sent = {"apiVersion": "v1", "kind": "Binding", "metadata": {"name": name}, **binding}
    return part_requests.admit(draft, place.kind, key, place.part, sent)


SUCCESS: Object = {
    "kind": "Status",
    "apiVersion": "v1",
    "metadata": {},
    "status": "Success",
    "code": 201,
}


def _check(pod: Object, name: str) -> None:
    node = read_str(pod, "spec.nodeName")
    why = ""
    if node:
        why = f'pod {name} is already assigned to node "{node}"'
    elif read(pod, "spec.schedulingGates"):
        why = f"pod {name} has non-empty .spec.schedulingGates"
    elif pod["metadata"].get("deletionTimestamp"):
        why = f"pod {name} is being deleted, cannot be assigned to a host"
    if why:
        error = Conflict(f'Operation cannot be fulfilled on pods/binding "{name}": {why}')
        error.details = {"name": name, "kind": "pods/binding"}
        raise error


def _scheduled(pod: Object, now: str) -> list[Object]:
    others = [
        condition
        for condition in read(pod, "status.conditions", [])
        if condition.get("type") != "PodScheduled"
    ]
    condition = {
        "type": "PodScheduled",
        "status": "True",
        "lastProbeTime": None,
        "lastTransitionTime": now,
    }
    return [condition, *others]
