"""The status of a pod with simulated behaviour: containers, phase and conditions. Upstream rules:
the kubelet's `getPhase` and `status` package.
"""

from datetime import datetime

from minik.intake.system_metadata import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.duration import after, parse_time_or_none
from minik.model.object import Object
from minik.pod_life import behaviour, pod_status
from minik.pod_life.behaviour import ContainerState


def start_time(pod: Object) -> datetime | None:
    """Return when the kubelet started a pod; None if it has not."""
    return parse_time_or_none(objects.status(pod).get("startTime"))


def status_at(pod: Object, now: datetime) -> Object:
    """Return the status of a pod at a moment."""
    old_status, start = objects.status(pod), start_time(pod)
    if start is None:
        return dict(old_status)
    pattern, state = behaviour.behaviour_of(pod), behaviour.container_state(pod, start, now)
    ready = not pattern.no_image and behaviour.is_ready(pod, state, now)
    recorded = (
        old_status.get("containerStatuses")
        or pod_status.running_status(pod, timestamp(start))["containerStatuses"]
    )
    containers = [
        container_status(pod, container_, state, start, now, ready=ready) for container_ in recorded
    ]
    phase = (
        "Pending"
        if pattern.no_image
        else "Running"
        if state.state != "ended"
        else final_phase(pod, state)
    )
    return {
        **old_status,
        "phase": phase,
        "containerStatuses": containers,
        "conditions": pod_conditions(pod, containers, phase, timestamp(now), ready=ready),
    }


def final_phase(pod: Object, state: ContainerState) -> str:
    """Return the phase of a pod whose containers are not restarted any more."""
    return "Succeeded" if state.last and state.last[0] == 0 else "Failed"


def container_status(
    pod: Object,
    old_status: Object,
    state: ContainerState,
    start: datetime,
    now: datetime,
    *,
    ready: bool,
) -> Object:
    """Return the status of one container."""
    pattern = behaviour.behaviour_of(pod)
    if pattern.no_image:
        reason, message = image_pull_error(
            old_status.get("image") or "", late=after(start, behaviour.FIRST_BACKOFF) <= now
        )
        return {
            **old_status,
            "ready": False,
            "started": False,
            "restartCount": 0,
            "state": {"waiting": {"message": message, "reason": reason}},
        }
    if pattern.ends_after is None and not behaviour.simulated_exits(pod):
        return {**old_status, "ready": ready}
    result = {
        **old_status,
        "ready": ready,
        "restartCount": state.restarts,
        "started": state.state == "running",
        "lastState": {},
    }
    last_state: Object = terminated_state(state) if state.last else {}
    if state.state == "ended":
        return {**result, "state": last_state}
    result["lastState"] = last_state
    if state.state == "running":
        return {**result, "state": {"running": {"startedAt": timestamp(state.since)}}}
    pod_id = f"{objects.name(pod)}_{objects.namespace(pod)}({objects.uid(pod)})"
    message = f"back-off {behaviour.format_delay(state.delay)} restarting failed container={old_status['name']} pod={pod_id}"
    return {**result, "state": {"waiting": {"message": message, "reason": "CrashLoopBackOff"}}}


def terminated_state(state: ContainerState) -> Object:
    """Return how the last run ended, as a container state."""
    code, start, end = state.last or (0, state.since, state.since)
    return {
        "terminated": {
            "exitCode": code,
            "finishedAt": timestamp(end),
            "reason": "Completed" if code == 0 else "Error",
            "startedAt": timestamp(start),
        }
    }


def image_pull_error(image: str, *, late: bool) -> tuple[str, str]:
    """Return reason and message of a container whose image cannot be pulled."""
    if late:
        return "ImagePullBackOff", f'Back-off pulling image "{image}"'
    return (
        "ErrImagePull",
        f'failed to pull and unpack image "{image}": failed to resolve reference "{image}": not found',
    )


def pod_conditions(
    pod: Object, containers: list[Object], phase: str, now: str, *, ready: bool
) -> list[Object]:
    """Return the conditions of a pod, each with the time since when it holds."""
    unready = {"Succeeded": "PodCompleted", "Failed": "PodFailed"}.get(phase, "ContainersNotReady")
    explanation = (
        unready,
        behaviour.unready_message(containers) if unready == "ContainersNotReady" else "",
    )
    gates = [
        gate
        for gate in pods.readiness_gates(pod)
        if (pods.condition(pod, gate) or {}).get("status") != "True"
    ]
    expected = {
        "Initialized": ("True", "", ""),
        "Ready": ("True", "", "") if ready else ("False", *explanation),
        "ContainersReady": ("True", "", "") if ready else ("False", *explanation),
        "PodScheduled": ("True", "", ""),
    }
    if ready and gates:
        expected["Ready"] = (
            "False",
            "ReadinessGatesNotReady",
            (pods.condition(pod, "Ready") or {}).get("message") or "",
        )
    result = []
    for kind, (status_, reason, message) in expected.items():
        existing = pods.condition(pod, kind) or {}
        since = existing.get("lastTransitionTime") if existing.get("status") == status_ else None
        result.append(pod_status.condition(kind, status_, since or now, reason, message))
    return [
        *result,
        *(
            item
            for item in objects.status(pod).get("conditions") or ()
            if item.get("type") not in expected
        ),
    ]
