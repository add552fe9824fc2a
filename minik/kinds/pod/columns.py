"""What `get pods` shows of a pod. Upstream rule: kubectl's printers, `printPod`."""
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from minik.model.duration import age
from minik.model.kind import Cell, Column
from minik.model.object import Object, read

NONE = "<none>"
ENDED = ("Succeeded", "Failed")


class Summary(NamedTuple):
    """A pod in a word: how many of its containers are ready, why it is as it is, how often they were started again, and when last."""

    ready: int
    total: int
    reason: str
    restarts: int
    last: str


class Initialization(NamedTuple):
    """How far the init containers came; `reason` is empty once they are done."""

    ready: int = 0
    reason: str = ""
    restarts: int = 0
    last: str = ""
    sidecar_restarts: int = 0
    sidecar_last: str = ""


def summary(pod: Object) -> Summary:
    """What the columns tell of a pod."""
    sidecars = {one["name"] for one in read(pod, "spec.initContainers", ()) if one.get("restartPolicy") == "Always"}
    total = len(read(pod, "spec.containers", ())) + len(sidecars)
    start = initialization(pod, sidecars)
    found = Summary(start.ready, total, start.reason or plain_reason(pod), start.restarts, start.last)
    if not start.reason or condition(pod, "Initialized") == "True":
        found = running(pod, found._replace(restarts=start.sidecar_restarts, last=start.sidecar_last))
    return found._replace(reason=leaving(pod) or found.reason)


def plain_reason(pod: Object) -> str:
    """The phase, unless something says it better."""
    told = [(entry.get("type"), entry.get("reason")) for entry in read(pod, "status.conditions", ())]
    if ("PodScheduled", "SchedulingGated") in told:
        return "SchedulingGated"
    return str(read(pod, "status.reason") or read(pod, "status.phase", ""))


def leaving(pod: Object) -> str:
    """Why a pod that was told to go is still here."""
    if not pod["metadata"].get("deletionTimestamp"):
        return ""
    if read(pod, "status.reason") == "NodeLost":
        return "Unknown"
    return "" if read(pod, "status.phase") in ENDED else "Terminating"


def initialization(pod: Object, sidecars: set[str]) -> Initialization:
    """How far the init containers came: up to the first that neither ended well nor keeps running beside the others."""
    found = Initialization()
    for index, status in enumerate(read(pod, "status.initContainerStatuses", ())):
        count, last, sidecar = status.get("restartCount") or 0, finished(status), status.get("name") in sidecars
        found = found._replace(restarts=found.restarts + count, last=max(found.last, last))
        if sidecar:
            found = found._replace(sidecar_restarts=found.sidecar_restarts + count, sidecar_last=max(found.sidecar_last, last))
        terminated = read(status, "state.terminated")
        if terminated is not None and not terminated.get("exitCode"):
            continue
        if not (sidecar and status.get("started")):
            return found._replace(reason="Init:" + (hindrance(status) or f"{index}/{len(read(pod, 'spec.initContainers', ()))}"))
        found = found._replace(ready=found.ready + bool(status.get("ready")))
    return found


def hindrance(status: Object) -> str:
    """What keeps an init container from being done; nothing where it is only not its turn yet."""
    if read(status, "state.terminated") is not None:
        return ending(status)
    waiting: str = read(status, "state.waiting.reason", "")
    return "" if waiting == "PodInitializing" else waiting


def ending(status: Object) -> str:
    """How a container ended."""
    terminated = status["state"]["terminated"]
    if terminated.get("reason"):
        return str(terminated["reason"])
    return f"Signal:{terminated['signal']}" if terminated.get("signal") else f"ExitCode:{terminated.get('exitCode') or 0}"


def running(pod: Object, found: Summary) -> Summary:
    """The same with the containers that run after the init containers; the first that has something to say gives the reason."""
    any_running = False
    for status in reversed(read(pod, "status.containerStatuses", ())):
        found = found._replace(restarts=found.restarts + (status.get("restartCount") or 0), last=max(found.last, finished(status)))
        if read(status, "state.waiting.reason"):
            found = found._replace(reason=status["state"]["waiting"]["reason"])
        elif read(status, "state.terminated") is not None:
            found = found._replace(reason=ending(status))
        elif status.get("ready") and read(status, "state.running") is not None:
            any_running, found = True, found._replace(ready=found.ready + 1)
    if found.reason == "Completed" and any_running:
        found = found._replace(reason="Running" if condition(pod, "Ready") == "True" else "NotReady")
    return found


def finished(status: Object) -> str:
    """When a container last ended before it was started again."""
    return str(read(status, "lastState.terminated.finishedAt", ""))


def condition(pod: Object, kind: str) -> str:
    """The status of one condition."""
    return next((str(entry.get("status")) for entry in read(pod, "status.conditions", ()) if entry.get("type") == kind), "")


def ready(pod: Object, _: datetime) -> str:
    """Ready containers of all containers."""
    found = summary(pod)
    return f"{found.ready}/{found.total}"


def reason(pod: Object, _: datetime) -> str:
    """Why it is as it is, in a word."""
    return summary(pod).reason


def restarts(pod: Object, now: datetime) -> str:
    """How often containers were started again, and how long ago the last one ended."""
    found = summary(pod)
    return f"{found.restarts} ({age(found.last, now)} ago)" if found.restarts and found.last else str(found.restarts)


def gates(pod: Object, _: datetime) -> str:
    """How many of the conditions that others set are true."""
    types = [gate.get("conditionType", "") for gate in read(pod, "spec.readinessGates", ())]
    return f"{sum(condition(pod, kind) == 'True' for kind in types)}/{len(types)}" if types else NONE


def address(pod: Object, _: datetime) -> str:
    """Its first address."""
    addresses: Sequence[dict[str, Any]] = read(pod, "status.podIPs", ())
    return str((addresses[0].get("ip") if addresses else read(pod, "status.podIP")) or NONE)


def field(path: str) -> Cell:
    """A column that shows one field."""
    return lambda pod, _: str(read(pod, path) or NONE)


COLUMNS = (
    Column("READY", ready), Column("STATUS", reason), Column("RESTARTS", restarts),
    Column("IP", address, wide=True), Column("NODE", field("spec.nodeName"), wide=True),
    Column("NOMINATED NODE", field("status.nominatedNodeName"), wide=True), Column("READINESS GATES", gates, wide=True),
)
