"""What-ifs: what a person lets happen to nodes and pods that no manifest could say. What follows is the controllers' business.

What a simulation knows beside the objects stands on them, in annotations `minik.dev/...`, and goes when it is over.
"""
from collections.abc import Iterator, Sequence

from minik import kinds
from minik.controllers import _life, _machines, _pod_status
from minik.errors import ClientError
from minik.intake import admission, eviction
from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.node import DOWN
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.object import Object, read

PRESSURE = "minik.dev/pressure"  # since when a simulation has a node short of something
SHORT = {"MemoryPressure": ("KubeletHasInsufficientMemory", "kubelet has insufficient memory available", "memory"),
         "DiskPressure": ("KubeletHasDiskPressure", "kubelet has disk pressure", "ephemeral-storage"),
         "PIDPressure": ("KubeletHasInsufficientPID", "kubelet has insufficient PID available", "pids")}
CRITICAL, MIRROR = 2_000_000_000, "kubernetes.io/config.mirror"
CLASSES = ("BestEffort", "Burstable", "Guaranteed")


def annotated(obj: Object, name: str, text: str = "") -> Object:
    """An object with an annotation, or without it where the text is empty."""
    told = {other: value for other, value in objects.annotations(obj).items() if other != name} | ({name: text} if text else {})
    return objects.write(obj, "metadata.annotations", told) if told else objects.drop(obj, "metadata.annotations")


def stop(draft: Draft, node: Object) -> None:
    """The machine of a node fails: its kubelet falls silent."""
    if nodes.down_since(node):
        raise ClientError(f"node {objects.name(node)} is down already, since {nodes.down_since(node)}")
    draft.put(annotated(node, DOWN, timestamp(draft.now)))


def start(draft: Draft, node: Object) -> None:
    """The machine of a node is back: its kubelet reports, stops the pods that were told to go, and vouches for the others."""
    if nodes.is_ready(node) and not nodes.down_since(node):
        raise ClientError(f"node {objects.name(node)} is not down")
    now = timestamp(draft.now)
    rest = objects.write(annotated(node, DOWN), "status.conditions", [
        one for one in read(node, "status.conditions", []) if one["type"] not in ("Ready", *SHORT)])
    fresh = _machines.status([], {}, now)["conditions"]
    known = {one["type"]: one for one in read(node, "status.conditions", [])}
    told = [{**one, "lastTransitionTime": known[one["type"]]["lastTransitionTime"]}
            if known.get(one["type"], {}).get("status") == one["status"] else one for one in fresh]
    draft.put(objects.write(rest, "status.conditions", [*rest["status"]["conditions"], *told]))
    for pod in on(draft, node):
        if pods.is_terminating(pod):
            admission.delete(draft, kinds.of_key("Pod"), pod, at_once=True)
        elif is_well(pod):
            draft.put(objects.write(pod, "status.conditions", list(vouched(pod, now))))


def on(draft: Draft, node: Object) -> Sequence[Object]:
    """The pods on a node."""
    return draft.base.table("Pod").indexed(pods.on_node).get(objects.name(node), [])


def is_well(pod: Object) -> bool:
    """Whether a pod's containers are ready, and it is not only because its node was not."""
    well = (pods.condition(pod, "ContainersReady") or {}).get("status") == "True"
    gates = all((pods.condition(pod, gate) or {}).get("status") == "True" for gate in pods.readiness_gates(pod))
    return well and gates and not pods.is_ready(pod) and pods.phase(pod) == "Running"


def vouched(pod: Object, now: str) -> Iterator[Object]:
    """The conditions of a pod that is ready again."""
    for one in objects.status(pod)["conditions"]:
        yield _pod_status.condition("Ready", "True", now) if one["type"] == "Ready" else one


def end(draft: Draft, pod: Object, code: int) -> None:
    """A pod's containers end now; its restart policy decides what follows."""
    draft.put(_life.with_exit(running(draft, pod), code, draft.now))


def lose(draft: Draft, pod: Object) -> None:
    """A pod's readiness probes fail from now on."""
    if not pods.is_ready(running(draft, pod)):
        raise ClientError(f"pod {objects.name(pod)} is not ready already")
    draft.put(annotated(pod, _life.READINESS, "False"))


def find(draft: Draft, pod: Object) -> None:
    """A pod's readiness probes succeed: those that a simulation made fail do what they did before, others succeed from now on."""
    if pods.is_ready(running(draft, pod)):
        raise ClientError(f"pod {objects.name(pod)} is ready already")
    forced = objects.annotations(pod).get(_life.READINESS) == "False"
    whole = annotated(pod, _life.READINESS, "" if forced else "True")
    if forced and not _life.is_lively(whole):
        told = [{**one, "ready": True} if read(one, "state.running") is not None else one
                for one in read(pod, "status.containerStatuses", [])]
        now = timestamp(draft.now)
        conditions = [_pod_status.condition(one["type"], "True", now) if one["type"] in ("Ready", "ContainersReady") else one
                      for one in objects.status(pod)["conditions"]]
        whole = {**whole, "status": {**whole["status"], "containerStatuses": told, "conditions": conditions}}
    draft.put(whole)


def running(draft: Draft, pod: Object) -> Object:
    """A pod whose containers run, on a node whose kubelet tells of it; others are refused."""
    name, node = objects.name(pod), draft.get("Node", "", pods.node(pod)) if pods.node(pod) else None
    if pods.phase(pod) != "Running" or not objects.status(pod).get("startTime"):
        raise ClientError(f"pod {name} does not run: it is {pods.phase(pod) or 'Pending'}")
    if node is None or nodes.is_silent(node) or not nodes.is_ready(node):
        raise ClientError(f"nobody tells of pod {name}: its node {pods.node(pod)} is not ready")
    return pod


def strain(draft: Draft, node: Object, condition: str, count: int) -> None:
    """A node runs short of something: its kubelet says so, and evicts pods, those that were promised least first."""
    if not nodes.is_ready(node) or nodes.down_since(node):
        raise ClientError(f"node {objects.name(node)} is not ready: nobody would tell of its pressure")
    now, (reason, message, _) = timestamp(draft.now), SHORT[condition]
    told = [{**one, "status": "True", "reason": reason, "message": message, "lastHeartbeatTime": now, "lastTransitionTime": now}
            if one["type"] == condition else one for one in read(node, "status.conditions", [])]
    marked = annotated(node, PRESSURE, now)
    draft.put(objects.write(marked, "status.conditions", told))
    for pod in victims(on(draft, node))[:count]:
        draft.put(evicted(pod, SHORT[condition][2], now))


def relieved(node: Object, now: str) -> Object:
    """A node that has enough of everything again."""
    fresh = {one["type"]: one for one in _machines.status([], {}, now)["conditions"]}
    told = [fresh[one["type"]] if one["type"] in SHORT and one["status"] == "True" else one for one in read(node, "status.conditions", [])]
    return objects.write(annotated(node, PRESSURE), "status.conditions", told)


def victims(found: Sequence[Object]) -> list[Object]:
    """The pods that a kubelet may evict, in its order; what they use nobody knows here, so all are taken to use what they were promised."""
    able = [pod for pod in found if not pods.is_terminal(pod) and not pods.is_terminating(pod) and pods.priority(pod) < CRITICAL
            and MIRROR not in objects.annotations(pod)]
    return sorted(able, key=lambda pod: (CLASSES.index(pods.quality(pod)) > 0, pods.priority(pod), CLASSES.index(pods.quality(pod)),
                                         objects.key(pod)))


def evicted(pod: Object, resource: str, now: str) -> Object:
    """A pod that its kubelet has stopped because the node was short of something."""
    message = f"The node was low on resource: {resource}. "
    why = {"type": "DisruptionTarget", "status": "True", "reason": "TerminationByKubelet", "message": message}
    unready = {"Ready", "ContainersReady"}
    told = [_pod_status.condition(one["type"], "False", now, "PodFailed") if one["type"] in unready else one
            for one in read(pod, "status.conditions", [])]
    rest = {name: value for name, value in objects.status(pod).items() if name not in ("containerStatuses", "initContainerStatuses")}
    status = {**rest, "phase": "Failed", "reason": "Evicted", "message": message, "conditions": told}
    return eviction.disrupted({**pod, "status": status}, why, now)
