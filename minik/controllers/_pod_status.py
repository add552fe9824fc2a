"""What is written in a pod's status: conditions, and how its containers are. Upstream rules: the kubelet's `status` package."""
from collections.abc import Iterable, Mapping
from datetime import datetime

from minik.intake.admission import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object

TOPOLOGY = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")


def at_its_place(pod: Object, node_labels: Mapping[str, str]) -> Object:
    """The pod with its node's place among its labels. Upstream rule: the admission plugin PodTopologyLabels."""
    place = {name: node_labels[name] for name in TOPOLOGY if name in node_labels}
    labels = objects.labels(pod)
    return pod if place.items() <= labels.items() else {**pod, "metadata": {**pod["metadata"], "labels": {**labels, **place}}}


def condition(kind: str, status: str, since: str, reason: str = "", message: str = "") -> Object:
    """One condition of a pod."""
    why = {**({"reason": reason} if reason else {}), **({"message": message} if message else {})}
    return {"lastProbeTime": None, "lastTransitionTime": since, "status": status, "type": kind, **why}


def with_unscheduled(pod: Object, message: str, now: datetime) -> list[Object]:
    """The conditions of a pod that found no node; since when does not change while it finds none."""
    present = pods.condition(pod, "PodScheduled") or {}
    since = (present.get("lastTransitionTime") if present.get("status") == "False" else None) or timestamp(now)
    rest = [one for one in objects.status(pod).get("conditions") or () if one.get("type") != "PodScheduled"]
    return [*rest, condition("PodScheduled", "False", since, "Unschedulable", message)]


def running(pod: Object, now: str) -> Object:
    """The status of a pod whose containers have all started, less its addresses."""
    missing = [gate for gate in pods.readiness_gates(pod) if (pods.condition(pod, gate) or {}).get("status") != "True"]
    others = [one for one in objects.status(pod).get("conditions") or () if one["type"] in pods.readiness_gates(pod)]
    status: Object = {"conditions": [*_conditions(pod, missing, now), *others], "phase": "Running", "startTime": now,
                      "containerStatuses": [_running(container, now) for container in pods.containers(pod)]}
    if pods.init_containers(pod):
        status["initContainerStatuses"] = [_running(container, now) if pods.is_sidecar(container) else _done(container, now)
                                           for container in pods.init_containers(pod)]
    return status


def _conditions(pod: Object, missing: Iterable[str], now: str) -> list[Object]:
    told = ", ".join(_gate(pod, gate) for gate in missing)
    why = (f'corresponding condition{"s" if ", " in told else ""} of pod readiness gate {told}' if told else "")
    ready = condition("Ready", "False", now, "ReadinessGatesNotReady", why) if told else condition("Ready", "True", now)
    return [condition("Initialized", "True", now), ready, condition("ContainersReady", "True", now), condition("PodScheduled", "True", now)]


def _gate(pod: Object, gate: str) -> str:
    if pods.condition(pod, gate) is None:
        return f'"{gate}" does not exist.'
    return f'the status of pod readiness gate "{gate}" is not "True", but False'


def _running(container: Object, now: str) -> Object:
    return {**_status(container), "started": True, "state": {"running": {"startedAt": now}}}


def _done(container: Object, now: str) -> Object:
    ended = {"exitCode": 0, "finishedAt": now, "reason": "Completed", "startedAt": now}
    return {**_status(container), "started": False, "state": {"terminated": ended}}


def _status(container: Object) -> Object:
    return {"image": container.get("image") or "", "imageID": "", "lastState": {}, "name": container.get("name") or "",
            "ready": True, "restartCount": 0}
