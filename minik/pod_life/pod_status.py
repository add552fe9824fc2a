"""Parts of a pod's status: conditions and container statuses. Upstream rules: the kubelet's
`status` package.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from minik.intake.system_metadata import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import MutableObject, Object
from minik.model.sharing import same

TOPOLOGY = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def with_topology_labels(pod: Object, node_labels: Mapping[str, str]) -> Object:
    """Return the pod with its node's zone and region as labels. Upstream rule: admission plugin
    PodTopologyLabels.
    """
    topology = {name: node_labels[name] for name in TOPOLOGY if name in node_labels}
    labels = objects.labels(pod)
    return (
        pod
        if topology.items() <= labels.items()
        else {**pod, "metadata": {**pod["metadata"], "labels": same({**labels, **topology})}}
    )


def condition(kind: str, status: str, since: str, reason: str = "", message: str = "") -> Object:
    """Return one condition of a pod."""
    explanation = {
        **({"reason": reason} if reason else {}),
        **({"message": message} if message else {}),
    }
    return {
        "lastProbeTime": None,
        "lastTransitionTime": since,
        "status": status,
        "type": kind,
        **explanation,
    }


def with_unscheduled(pod: Object, message: str, now: datetime) -> list[Object]:
    """Return the conditions of an unschedulable pod; the transition time stays while it is so."""
    existing = pods.condition(pod, "PodScheduled") or {}
    since = (
        existing.get("lastTransitionTime") if existing.get("status") == "False" else None
    ) or timestamp(now)
    others = [
        item
        for item in objects.status(pod).get("conditions") or ()
        if item.get("type") != "PodScheduled"
    ]
    return [*others, condition("PodScheduled", "False", since, "Unschedulable", message)]


def running_status(pod: Object, now: str) -> Object:
    """Return the status of a pod whose containers have all started, without its addresses."""
    missing = [
        gate
        for gate in pods.readiness_gates(pod)
        if (pods.condition(pod, gate) or {}).get("status") != "True"
    ]
    others = [
        item
        for item in objects.status(pod).get("conditions") or ()
        if item.get("type") in pods.readiness_gates(pod)
    ]
    status: MutableObject = {
        "conditions": [*_running_conditions(pod, missing, now), *others],
        "phase": "Running",
        "startTime": now,
        "containerStatuses": [
            _running_container(container, now) for container in pods.containers(pod)
        ],
    }
    if pods.init_containers(pod):
        status["initContainerStatuses"] = [
            _running_container(container, now)
            if pods.is_sidecar(container)
            else completed_container(container, now)
            for container in pods.init_containers(pod)
        ]
    return with_ephemeral(pod, status, now)


def lacks_ephemeral(pod: Object) -> bool:
    """Whether an ephemeral container of a pod has no status yet."""
    entries = pods.ephemeral_containers(pod)
    return bool(entries) and len(entries) > len(
        objects.status(pod).get("ephemeralContainerStatuses") or ()
    )


def with_ephemeral(pod: Object, status: Object, now: str) -> Object:
    """Return a pod's status in which every ephemeral container has a status: new ones run."""
    entries = pods.ephemeral_containers(pod)
    if not entries:
        return status
    known = {one["name"]: one for one in status.get("ephemeralContainerStatuses") or ()}
    started = [
        known.get(one["name"])
        or {**container_base(one), "ready": False, "state": {"running": {"startedAt": now}}}
        for one in entries
    ]
    return {**status, "ephemeralContainerStatuses": started}


def _running_conditions(pod: Object, missing: Iterable[str], now: str) -> list[Object]:
    problems = ", ".join(_gate_problem(pod, gate) for gate in missing)
    ready = (
        condition("Ready", "False", now, "ReadinessGatesNotReady", problems)
        if problems
        else condition("Ready", "True", now)
    )
    return [
        condition("Initialized", "True", now),
        ready,
        condition("ContainersReady", "True", now),
        condition("PodScheduled", "True", now),
    ]


def _gate_problem(pod: Object, gate: str) -> str:
    existing = pods.condition(pod, gate)
    if existing is None:
        return f'corresponding condition of pod readiness gate "{gate}" does not exist.'
    return f'the status of pod readiness gate "{gate}" is not "True", but {existing.get("status")}'


def _running_container(container: Object, now: str) -> Object:
    return {**container_base(container), "started": True, "state": {"running": {"startedAt": now}}}


def completed_container(container: Object, now: str) -> Object:
    """Return the status of an init container that has done its work."""
    terminated = {"exitCode": 0, "finishedAt": now, "reason": "Completed", "startedAt": now}
    return {**container_base(container), "started": False, "state": {"terminated": terminated}}


def container_base(container: Object) -> Object:
    """Return what the status of any container holds; without a problem it is ready."""
    return {
        "image": container.get("image") or "",
        "imageID": "",
        "lastState": {},
        "name": container.get("name") or "",
        "ready": True,
        "restartCount": 0,
    }
