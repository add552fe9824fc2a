"""Kubelets, when a pod is to end: its containers stop, it is no longer ready, then it goes.

Upstream rule: `pkg/kubelet` `syncTerminatingPod`. A pod whose node does not answer keeps waiting.
"""

from collections.abc import Iterable

from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object


def is_ending(pod: Object) -> bool:
    """Return whether a pod on a node is to end, and nothing but its kubelet holds it."""
    metadata = pod["metadata"]
    waits = metadata.get("deletionTimestamp") and metadata.get("deletionGracePeriodSeconds")
    return bool(waits and pods.node(pod) and not metadata.get("finalizers"))


def reconcile(cluster: Cluster) -> Iterable[Change]:
    """Yield the pods that stop, and those that have stopped, of those that were just told to."""
    for key, pod in cluster.changes.items():
        if key.kind != "Pod" or pod is None or not is_ending(pod):
            continue
        node = cluster.get("Node", "", pods.node(pod))
        if node and nodes.is_ready(node) and not nodes.down_since(node):
            stopped = with_stopped_containers(pod, timestamp(cluster.now))
            yield Put(stopped) if stopped != pod else Delete(key, at_once=True)


def with_stopped_containers(pod: Object, now: str) -> Object:
    """Return a pod whose containers do not run any more; the same one if none did."""
    status = objects.status(pod)
    statuses = status.get("containerStatuses") or []
    if not any(
        container.get("ready") or "running" in container.get("state", {}) for container in statuses
    ):
        return pod
    conditions = [
        {
            **condition,
            "status": "False",
            "reason": "ContainersNotReady",
            "message": f"containers with unready status: [{' '.join(pod_names(statuses))}]",
            "lastTransitionTime": now,
        }
        if condition.get("type") in ("Ready", "ContainersReady")
        else condition
        for condition in status.get("conditions") or []
    ]
    stopped = [stopped_container(container, now) for container in statuses]
    return {**pod, "status": {**status, "conditions": conditions, "containerStatuses": stopped}}


def pod_names(statuses: Iterable[Object]) -> list[str]:
    """Return the names of containers."""
    return [container["name"] for container in statuses]


def stopped_container(container: Object, now: str) -> Object:
    """Return the status of a container after it was told to stop."""
    running = container.get("state", {}).get("running") or {}
    terminated = {
        "exitCode": 0,
        "reason": "Completed",
        "startedAt": running.get("startedAt"),
        "finishedAt": now,
        "containerID": container.get("containerID"),
    }
    known = {name: value for name, value in terminated.items() if value is not None}
    return {**container, "ready": False, "started": False, "state": {"terminated": known}}


CONTROLLER = Controller(
    "kubelet",
    ("Pod", "Node"),
    Phase.KUBELETS,
    reconcile,
)
