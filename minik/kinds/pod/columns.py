"""What `get pods` shows of a pod. Upstream rule: kubectl's printers, `printPod`."""

from collections.abc import Sequence
from datetime import datetime

from minik.light_typing import Any, NamedTuple
from minik.model.duration import age
from minik.model.kind import Cell, Column
from minik.model.object import Object, read

NONE = "<none>"
TERMINAL_PHASES = ("Succeeded", "Failed")


class Summary(NamedTuple):
    """The counts and texts that the columns of a pod show; `last` is when a container last ended."""

    ready: int
    total: int
    reason: str
    restarts: int
    last: str


class Initialization(NamedTuple):
    """The progress of the init containers; `reason` is empty once they are done."""

    ready: int = 0
    reason: str = ""
    restarts: int = 0
    last: str = ""
    sidecar_restarts: int = 0
    sidecar_last: str = ""


def summarize(pod: Object) -> Summary:
    """Return what the columns show of a pod."""
    sidecars = {
        container["name"]
        for container in read(pod, "spec.initContainers", ())
        if container.get("restartPolicy") == "Always"
    }
    total = len(read(pod, "spec.containers", ())) + len(sidecars)
    start = initialization(pod, sidecars)
    result = Summary(
        start.ready, total, start.reason or phase_reason(pod), start.restarts, start.last
    )
    if not start.reason or condition_status(pod, "Initialized") == "True":
        result = add_containers(
            pod, result._replace(restarts=start.sidecar_restarts, last=start.sidecar_last)
        )
    return result._replace(reason=deletion_reason(pod) or result.reason)


def phase_reason(pod: Object) -> str:
    """Return `SchedulingGated`, status.reason or the phase."""
    conditions = [
        (entry.get("type"), entry.get("reason")) for entry in read(pod, "status.conditions", ())
    ]
    if ("PodScheduled", "SchedulingGated") in conditions:
        return "SchedulingGated"
    return str(read(pod, "status.reason") or read(pod, "status.phase", ""))


def deletion_reason(pod: Object) -> str:
    """Return `Terminating` or `Unknown` for a pod that is being deleted; "" otherwise."""
    if not pod["metadata"].get("deletionTimestamp"):
        return ""
    if read(pod, "status.reason") == "NodeLost":
        return "Unknown"
    return "" if read(pod, "status.phase") in TERMINAL_PHASES else "Terminating"


def initialization(pod: Object, sidecars: set[str]) -> Initialization:
    """Summarize the init containers, up to the first that has neither succeeded nor started as a
    sidecar.
    """
    progress = Initialization()
    for index, status in enumerate(read(pod, "status.initContainerStatuses", ())):
        count, last, sidecar = (
            status.get("restartCount") or 0,
            last_finished_at(status),
            status.get("name") in sidecars,
        )
        progress = progress._replace(
            restarts=progress.restarts + count, last=max(progress.last, last)
        )
        if sidecar:
            progress = progress._replace(
                sidecar_restarts=progress.sidecar_restarts + count,
                sidecar_last=max(progress.sidecar_last, last),
            )
        terminated = read(status, "state.terminated")
        if terminated is not None and not terminated.get("exitCode"):
            continue
        if not (sidecar and status.get("started")):
            return progress._replace(
                reason="Init:"
                + (waiting_reason(status) or f"{index}/{len(read(pod, 'spec.initContainers', ()))}")
            )
        progress = progress._replace(ready=progress.ready + bool(status.get("ready")))
    return progress


def waiting_reason(status: Object) -> str:
    """Return why an init container is not done; "" if it only waits for its turn."""
    if read(status, "state.terminated") is not None:
        return termination_reason(status)
    waiting: str = read(status, "state.waiting.reason", "")
    return "" if waiting == "PodInitializing" else waiting


def termination_reason(status: Object) -> str:
    """Return the reason, signal or exit code with which a container terminated."""
    terminated = status["state"]["terminated"]
    if terminated.get("reason"):
        return str(terminated["reason"])
    return (
        f"Signal:{terminated['signal']}"
        if terminated.get("signal")
        else f"ExitCode:{terminated.get('exitCode') or 0}"
    )


def add_containers(pod: Object, result: Summary) -> Summary:
    """Return the summary with the regular containers added; the first one with a reason gives the
    reason.
    """
    any_running = False
    for status in reversed(read(pod, "status.containerStatuses", ())):
        result = result._replace(
            restarts=result.restarts + (status.get("restartCount") or 0),
            last=max(result.last, last_finished_at(status)),
        )
        if read(status, "state.waiting.reason"):
            result = result._replace(reason=status["state"]["waiting"]["reason"])
        elif read(status, "state.terminated") is not None:
            result = result._replace(reason=termination_reason(status))
        elif status.get("ready") and read(status, "state.running") is not None:
            any_running, result = True, result._replace(ready=result.ready + 1)
    if result.reason == "Completed" and any_running:
        result = result._replace(
            reason="Running" if condition_status(pod, "Ready") == "True" else "NotReady"
        )
    return result


def last_finished_at(status: Object) -> str:
    """Return when a container last terminated before a restart; "" if it never did."""
    return str(read(status, "lastState.terminated.finishedAt", ""))


def condition_status(pod: Object, kind: str) -> str:
    """Return the status of one condition; "" if it is not set."""
    return next(
        (
            str(entry.get("status"))
            for entry in read(pod, "status.conditions", ())
            if entry.get("type") == kind
        ),
        "",
    )


def ready_cell(pod: Object, _: datetime) -> str:
    """Return ready/total containers."""
    counts = summarize(pod)
    return f"{counts.ready}/{counts.total}"


def status_cell(pod: Object, _: datetime) -> str:
    """Return the pod's status in one word."""
    return summarize(pod).reason


def restarts_cell(pod: Object, now: datetime) -> str:
    """Return the number of restarts, and how long ago the last was."""
    counts = summarize(pod)
    return (
        f"{counts.restarts} ({age(counts.last, now)} ago)"
        if counts.restarts and counts.last
        else str(counts.restarts)
    )


def gates_cell(pod: Object, _: datetime) -> str:
    """Return true/total readiness gates."""
    types = [gate.get("conditionType", "") for gate in read(pod, "spec.readinessGates", ())]
    return (
        f"{sum(condition_status(pod, kind) == 'True' for kind in types)}/{len(types)}"
        if types
        else NONE
    )


def address_cell(pod: Object, _: datetime) -> str:
    """Return its primary IP."""
    addresses: Sequence[dict[str, Any]] = read(pod, "status.podIPs", ())
    return str((addresses[0].get("ip") if addresses else read(pod, "status.podIP")) or NONE)


def field_cell(path: str) -> Cell:
    """Return a cell that shows one field."""
    return lambda pod, _: str(read(pod, path) or NONE)


COLUMNS = (
    Column("READY", ready_cell),
    Column("STATUS", status_cell),
    Column("RESTARTS", restarts_cell),
    Column("IP", address_cell, wide=True),
    Column("NODE", field_cell("spec.nodeName"), wide=True),
    Column("NOMINATED NODE", field_cell("status.nominatedNodeName"), wide=True),
    Column("READINESS GATES", gates_cell, wide=True),
)
