"""The status of a pod that behaves: how its containers fare, its phase and its conditions. Upstream rules: the kubelet's `getPhase` and
`status` package."""
from datetime import datetime
from typing import Any

from minik.controllers import _life, _pod_status
from minik.controllers._life import Life
from minik.intake.admission import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.duration import noted
from minik.model.object import Object


def started(pod: Object) -> datetime | None:
    """When its kubelet began with a pod."""
    return noted(objects.status(pod).get("startTime"))


def status(pod: Object, now: datetime) -> Object:
    """The status of a pod at a moment."""
    was, start = objects.status(pod), started(pod)
    if start is None:
        return dict(was)
    asked, present = _life.of(pod), _life.life(pod, start, now)
    ready = not asked.no_image and _life.is_ready(pod, present, now)
    told = was.get("containerStatuses") or _pod_status.running(pod, timestamp(start))["containerStatuses"]
    containers = [container(pod, one, present, start, now, ready=ready) for one in told]
    phase = "Pending" if asked.no_image else "Running" if present.state != "ended" else ended(pod, present)
    return {**was, "phase": phase, "containerStatuses": containers,
            "conditions": conditions(pod, containers, phase, timestamp(now), ready=ready)}


def ended(pod: Object, present: Life) -> str:
    """How a pod ended whose containers are not started again."""
    return "Succeeded" if present.last and present.last[0] == 0 else "Failed"


def container(pod: Object, was: Object, present: Life, start: datetime, now: datetime, *, ready: bool) -> Object:
    """How one container is."""
    asked = _life.of(pod)
    if asked.no_image:
        reason, message = pulling(was.get("image") or "", late=start + _life.FIRST <= now)
        return {**was, "ready": False, "started": False, "restartCount": 0,
                "state": {"waiting": {"message": message, "reason": reason}}}
    if asked.ends_after is None and not _life.exits(pod):
        return {**was, "ready": ready}
    made = {**was, "ready": ready, "restartCount": present.restarts, "started": present.state == "running", "lastState": {}}
    finished: dict[str, Any] = terminated(present) if present.last else {}
    if present.state == "ended":
        return {**made, "state": finished}
    made["lastState"] = finished
    if present.state == "running":
        return {**made, "state": {"running": {"startedAt": timestamp(present.since)}}}
    place = f"{objects.name(pod)}_{objects.namespace(pod)}({objects.uid(pod)})"
    message = f"back-off {_life.shown(present.delay)} restarting failed container={was['name']} pod={place}"
    return {**made, "state": {"waiting": {"message": message, "reason": "CrashLoopBackOff"}}}


def terminated(present: Life) -> Object:
    """How the last run ended."""
    code, begun, over = present.last or (0, present.since, present.since)
    return {"terminated": {"exitCode": code, "finishedAt": timestamp(over), "reason": "Completed" if code == 0 else "Error",
                           "startedAt": timestamp(begun)}}


def pulling(image: str, *, late: bool) -> tuple[str, str]:
    """Why a container waits whose image cannot be had."""
    if late:
        return "ImagePullBackOff", f'Back-off pulling image "{image}"'
    return "ErrImagePull", f'failed to pull and unpack image "{image}": failed to resolve reference "{image}": not found'


def conditions(pod: Object, containers: list[Object], phase: str, now: str, *, ready: bool) -> list[Object]:
    """The conditions, each since it is so."""
    unready = {"Succeeded": "PodCompleted", "Failed": "PodFailed"}.get(phase, "ContainersNotReady")
    why = (unready, _life.names(containers) if unready == "ContainersNotReady" else "")
    gates = [gate for gate in pods.readiness_gates(pod) if (pods.condition(pod, gate) or {}).get("status") != "True"]
    wanted = {"Initialized": ("True", "", ""), "Ready": ("True", "", "") if ready else ("False", *why),
              "ContainersReady": ("True", "", "") if ready else ("False", *why), "PodScheduled": ("True", "", "")}
    if ready and gates:
        wanted["Ready"] = ("False", "ReadinessGatesNotReady", (pods.condition(pod, "Ready") or {}).get("message") or "")
    made = []
    for kind, (status_, reason, message) in wanted.items():
        present = pods.condition(pod, kind) or {}
        since = present.get("lastTransitionTime") if present.get("status") == status_ else None
        made.append(_pod_status.condition(kind, status_, since or now, reason, message))
    return [*made, *(one for one in objects.status(pod).get("conditions") or () if one["type"] not in wanted)]
