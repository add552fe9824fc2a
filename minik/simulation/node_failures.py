"""Simulated failures of nodes and pods that no manifest could express; controllers do the rest.

What a simulation knows beyond the objects is kept on them in annotations `minik.dev/...`, which go
when it is over.
"""

from collections.abc import Iterator, Sequence

from minik import kinds
from minik.errors import ClientError
from minik.intake import eviction, registry
from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.node import DOWN
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.object import Object, read
from minik.node_life import node_registration, pressure
from minik.pod_life import behaviour, pod_status

CRITICAL, MIRROR = 2_000_000_000, "kubernetes.io/config.mirror"
QOS_CLASSES = ("BestEffort", "Burstable", "Guaranteed")


def fail_node(draft: Draft, node: Object) -> None:
    """Let a node fail: its kubelet stops reporting. Raise ClientError if it is down."""
    if nodes.down_since(node):
        raise ClientError(
            f"node {objects.name(node)} is down already, since {nodes.down_since(node)}"
        )
    draft.put(objects.with_annotation(node, DOWN, timestamp(draft.now)))


def restore_node(draft: Draft, node: Object) -> None:
    """Let the machine of a node return: its kubelet reports, stops terminating pods and marks the
    others ready. Raise ClientError if it is not down.
    """
    if nodes.is_ready(node) and not nodes.down_since(node):
        raise ClientError(f"node {objects.name(node)} is not down")
    now = timestamp(draft.now)
    stripped = objects.write(
        objects.with_annotation(node, DOWN),
        "status.conditions",
        [
            condition
            for condition in read(node, "status.conditions", [])
            if condition.get("type") not in ("Ready", *pressure.PRESSURES)
        ],
    )
    healthy = node_registration.ready_status([], {}, now)["conditions"]
    old_conditions = {
        condition.get("type"): condition for condition in read(node, "status.conditions", [])
    }
    reported = [
        {**condition, "lastTransitionTime": old["lastTransitionTime"]}
        if (old := old_conditions.get(condition["type"], {})).get("status") == condition["status"]
        and "lastTransitionTime" in old
        else condition
        for condition in healthy
    ]
    draft.put(
        objects.write(stripped, "status.conditions", [*stripped["status"]["conditions"], *reported])
    )
    for pod in pods_on(draft, node):
        if pods.is_terminating(pod):
            registry.delete(draft, kinds.kind_of_key("Pod"), pod, at_once=True)
        elif was_ready_before(pod):
            draft.put(objects.write(pod, "status.conditions", list(ready_conditions(pod, now))))


def pods_on(draft: Draft, node: Object) -> Sequence[Object]:
    """Return the pods on a node."""
    return draft.base.table("Pod").index_by(pods.node_index).get(objects.name(node), [])


def was_ready_before(pod: Object) -> bool:
    """Whether only the failure of its node kept a running pod from being ready."""
    containers_ready = (pods.condition(pod, "ContainersReady") or {}).get("status") == "True"
    gates_ready = all(
        (pods.condition(pod, gate) or {}).get("status") == "True"
        for gate in pods.readiness_gates(pod)
    )
    return (
        containers_ready and gates_ready and not pods.is_ready(pod) and pods.phase(pod) == "Running"
    )


def ready_conditions(pod: Object, now: str) -> Iterator[Object]:
    """Yield the conditions of a pod that is ready again."""
    for condition in objects.status(pod)["conditions"]:
        yield (
            pod_status.condition("Ready", "True", now)
            if condition.get("type") == "Ready"
            else condition
        )


def exit_containers(draft: Draft, pod: Object, code: int) -> None:
    """Let a pod's containers exit now; its restart policy decides what follows."""
    draft.put(behaviour.with_exit(require_running(draft, pod), code, draft.now))


def fail_readiness(draft: Draft, pod: Object) -> None:
    """Let a pod's readiness probes fail from now on; raise ClientError if it is not ready."""
    if not pods.is_ready(require_running(draft, pod)):
        raise ClientError(f"pod {objects.name(pod)} is not ready already")
    draft.put(objects.with_annotation(pod, behaviour.READINESS, "False"))


def restore_readiness(draft: Draft, pod: Object) -> None:
    """Let a pod's readiness probes succeed.

    Probes that a simulation made fail return to what they did before; others succeed from now on.
    Raise ClientError if the pod is ready.
    """
    if pods.is_ready(require_running(draft, pod)):
        raise ClientError(f"pod {objects.name(pod)} is ready already")
    was_failed = objects.annotations(pod).get(behaviour.READINESS) == "False"
    restored = objects.with_annotation(pod, behaviour.READINESS, "" if was_failed else "True")
    if was_failed and not behaviour.is_simulated(restored):
        container_statuses = [
            {**item, "ready": True} if read(item, "state.running") is not None else item
            for item in read(pod, "status.containerStatuses", [])
        ]
        now = timestamp(draft.now)
        conditions = [
            pod_status.condition(item.get("type"), "True", now)
            if item.get("type") in ("Ready", "ContainersReady")
            else item
            for item in objects.status(pod)["conditions"]
        ]
        restored = {
            **restored,
            "status": {
                **restored["status"],
                "containerStatuses": container_statuses,
                "conditions": conditions,
            },
        }
    draft.put(restored)


def require_running(draft: Draft, pod: Object) -> Object:
    """Return the pod if its containers run and its kubelet reports; raise ClientError otherwise."""
    name, node = (
        objects.name(pod),
        draft.get("Node", "", pods.node(pod)) if pods.node(pod) else None,
    )
    if pods.phase(pod) != "Running" or not objects.status(pod).get("startTime"):
        raise ClientError(f"pod {name} does not run: it is {pods.phase(pod) or 'Pending'}")
    if node is None or nodes.is_unreachable(node) or not nodes.is_ready(node):
        raise ClientError(f"pod {name}: its node {pods.node(pod)} is not ready")
    return pod


def add_pressure(draft: Draft, node: Object, condition: str, count: int) -> None:
    """Put a node under pressure: its kubelet reports it and evicts `count` pods."""
    if not nodes.is_ready(node) or nodes.down_since(node):
        raise ClientError(
            f"node {objects.name(node)} is not ready: its kubelet is down, so it cannot report pressure"
        )
    now, (reason, message, _) = timestamp(draft.now), pressure.PRESSURES[condition]
    conditions = [
        {
            **item,
            "status": "True",
            "reason": reason,
            "message": message,
            "lastHeartbeatTime": now,
            "lastTransitionTime": now,
        }
        if item.get("type") == condition
        else item
        for item in read(node, "status.conditions", [])
    ]
    marked = objects.with_annotation(node, pressure.PRESSURE, now)
    draft.put(objects.write(marked, "status.conditions", conditions))
    for pod in eviction_order(pods_on(draft, node))[:count]:
        draft.put(evicted_pod(pod, pressure.PRESSURES[condition][2], now))


def eviction_order(candidates: Sequence[Object]) -> list[Object]:
    """Return the pods that a kubelet may evict, in its order.

    Actual usage is unknown, so each pod is taken to use what it requests.
    """
    evictable = [
        pod
        for pod in candidates
        if not pods.is_terminal(pod)
        and not pods.is_terminating(pod)
        and pods.priority(pod) < CRITICAL
        and MIRROR not in objects.annotations(pod)
    ]
    return sorted(
        evictable,
        key=lambda pod: (
            QOS_CLASSES.index(pods.qos_class(pod)) > 0,
            pods.priority(pod),
            QOS_CLASSES.index(pods.qos_class(pod)),
            objects.key(pod),
        ),
    )


def evicted_pod(pod: Object, resource: str, now: str) -> Object:
    """Return a pod that its kubelet evicted because the node was low on a resource."""
    message = f"The node was low on resource: {resource}. "
    disruption = {
        "type": "DisruptionTarget",
        "status": "True",
        "reason": "TerminationByKubelet",
        "message": message,
    }
    unready = {"Ready", "ContainersReady"}
    conditions = [
        pod_status.condition(item.get("type"), "False", now, "PodFailed")
        if item.get("type") in unready
        else item
        for item in read(pod, "status.conditions", [])
    ]
    kept = {
        name: value
        for name, value in objects.status(pod).items()
        if name not in ("containerStatuses", "initContainerStatuses")
    }
    status = {
        **kept,
        "phase": "Failed",
        "reason": "Evicted",
        "message": message,
        "conditions": conditions,
    }
    return eviction.with_disruption_condition({**pod, "status": status}, disruption, now)
