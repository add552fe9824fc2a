"""What `get pods` says of pods in every state of their lives."""

from datetime import UTC, datetime
from typing import Any

import pytest

from minik.kinds.pod import columns
from minik.model.object import MutableObject, Object

NOW = datetime(2026, 11, 23, 8, 20, tzinfo=UTC)
RUNNING: Object = {"state": {"running": {}}, "ready": True, "restartCount": 0}
UNREADY: Object = {"state": {"running": {}}, "ready": False, "restartCount": 0}
DONE: Object = {
    "state": {"terminated": {"exitCode": 0, "reason": "Completed"}},
    "ready": False,
    "restartCount": 0,
}
WAITING: Object = {
    "state": {"waiting": {"reason": "PodInitializing"}},
    "ready": False,
    "restartCount": 0,
}
CREATING: Object = {
    "state": {"waiting": {"reason": "ContainerCreating"}},
    "ready": False,
    "restartCount": 0,
}
CRASHING: Object = {
    "state": {"waiting": {"reason": "CrashLoopBackOff"}},
    "ready": False,
    "restartCount": 3,
    "lastState": {"terminated": {"exitCode": 1, "finishedAt": "2026-11-23T08:15:00Z"}},
}
READY = {"type": "Ready", "status": "True"}
INITIALIZED = {"type": "Initialized", "status": "True"}


def ended(**terminated: Any) -> Object:
    return {"state": {"terminated": terminated}, "ready": False, "restartCount": 0}


def pod(
    *containers: Object,
    init: tuple[Object, ...] = (),
    sidecars: tuple[int, ...] = (),
    phase: str = "Running",
    metadata: Object | None = None,
    **status: Any,
) -> MutableObject:
    inits = [
        {"name": f"i{index}", **({"restartPolicy": "Always"} if index in sidecars else {})}
        for index in range(len(init))
    ]
    return {
        "metadata": {"name": "p", **(metadata or {})},
        "spec": {
            "containers": [{"name": f"c{index}"} for index in range(len(containers) or 1)],
            "initContainers": inits,
        },
        "status": {
            "phase": phase,
            **status,
            "containerStatuses": [
                {"name": f"c{index}", **one} for index, one in enumerate(containers)
            ],
            "initContainerStatuses": [
                {"name": f"i{index}", **one} for index, one in enumerate(init)
            ],
        },
    }


GOING = {"deletionTimestamp": "2026-11-23T08:19:00Z"}
CASES = {
    "no status yet": (pod(phase="Pending"), "0/1", "Pending", "0"),
    "running": (pod(RUNNING, RUNNING), "2/2", "Running", "0"),
    "running, one not ready": (pod(RUNNING, UNREADY), "1/2", "Running", "0"),
    "creating": (pod(CREATING, phase="Pending"), "0/1", "ContainerCreating", "0"),
    "crashing": (pod(CRASHING), "0/1", "CrashLoopBackOff", "3 (5m ago)"),
    "ended well": (pod(DONE, phase="Succeeded"), "0/1", "Completed", "0"),
    "ended without a reason": (pod(ended(exitCode=3), phase="Failed"), "0/1", "ExitCode:3", "0"),
    "killed": (pod(ended(exitCode=137, signal=9), phase="Failed"), "0/1", "Signal:9", "0"),
    "one of two ended, ready": (pod(RUNNING, DONE, conditions=[READY]), "1/2", "Running", "0"),
    "the first of two ended, not ready": (pod(DONE, RUNNING), "1/2", "NotReady", "0"),
    "evicted": (pod(phase="Failed", reason="Evicted"), "0/1", "Evicted", "0"),
    "going": (pod(RUNNING, metadata=GOING), "1/1", "Terminating", "0"),
    "gone well, and going": (pod(DONE, phase="Succeeded", metadata=GOING), "0/1", "Completed", "0"),
    "on a lost node": (pod(RUNNING, metadata=GOING, reason="NodeLost"), "1/1", "Unknown", "0"),
    "gated": (
        pod(
            phase="Pending",
            conditions=[{"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"}],
        ),
        "0/1",
        "SchedulingGated",
        "0",
    ),
    "first init container runs": (
        pod(WAITING, init=(UNREADY, WAITING), phase="Pending"),
        "0/1",
        "Init:0/2",
        "0",
    ),
    "second init container waits": (
        pod(WAITING, init=(DONE, WAITING), phase="Pending"),
        "0/1",
        "Init:1/2",
        "0",
    ),
    "init container crashes": (
        pod(WAITING, init=(CRASHING,), phase="Pending"),
        "0/1",
        "Init:CrashLoopBackOff",
        "3 (5m ago)",
    ),
    "init container failed": (
        pod(WAITING, init=(ended(exitCode=2, reason="Error"),), phase="Pending"),
        "0/1",
        "Init:Error",
        "0",
    ),
    "init container failed without a reason": (
        pod(WAITING, init=(ended(exitCode=2),), phase="Pending"),
        "0/1",
        "Init:ExitCode:2",
        "0",
    ),
    "init container killed": (
        pod(WAITING, init=(ended(exitCode=137, signal=9),), phase="Pending"),
        "0/1",
        "Init:Signal:9",
        "0",
    ),
    "init containers done": (pod(RUNNING, init=(DONE, DONE)), "1/1", "Running", "0"),
    "sidecar runs beside": (
        pod(RUNNING, init=({**RUNNING, "started": True},), sidecars=(0,)),
        "2/2",
        "Running",
        "0",
    ),
    "sidecar not ready": (
        pod(RUNNING, init=({**UNREADY, "started": True},), sidecars=(0,)),
        "1/2",
        "Running",
        "0",
    ),
    "sidecar starts": (
        pod(WAITING, init=(UNREADY,), sidecars=(0,), phase="Pending"),
        "0/2",
        "Init:0/1",
        "0",
    ),
    "sidecar was started again": (
        pod(
            RUNNING, init=({**CRASHING, "state": {"running": {}}, "started": True},), sidecars=(0,)
        ),
        "1/2",
        "Running",
        "3 (5m ago)",
    ),
    "an init container's restarts do not count once it is done": (
        pod(RUNNING, init=({**DONE, "restartCount": 7},)),
        "1/1",
        "Running",
        "0",
    ),
    "initialized once, whatever became of it": (
        pod(RUNNING, init=(UNREADY,), conditions=[INITIALIZED]),
        "1/1",
        "Init:0/1",
        "0",
    ),
}


@pytest.mark.parametrize(("found", "ready", "status", "restarts"), CASES.values(), ids=CASES)
def test_plain_columns(found: Object, ready: str, status: str, restarts: str) -> None:
    assert (
        columns.ready_cell(found, NOW),
        columns.status_cell(found, NOW),
        columns.restarts_cell(found, NOW),
    ) == (ready, status, restarts)


def test_wide_columns() -> None:
    wide = [column for column in columns.COLUMNS if column.wide]
    assert [column.cell(pod(phase="Pending"), NOW) for column in wide] == ["<none>"] * 4
    found = pod(
        RUNNING,
        podIP="10.0.0.1",
        podIPs=[{"ip": "10.0.0.1"}, {"ip": "fd00::1"}],
        nominatedNodeName="node-2",
        conditions=[{"type": "a", "status": "True"}, {"type": "b", "status": "False"}],
    )
    found["spec"] |= {
        "nodeName": "node-1",
        "readinessGates": [{"conditionType": kind} for kind in "abc"],
    }
    assert [column.cell(found, NOW) for column in wide] == ["10.0.0.1", "node-1", "node-2", "1/3"]
