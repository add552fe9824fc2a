"""Conditions of pods: the time of a transition stays while the status is the same."""

from datetime import UTC, datetime
from typing import Any

import pytest
from objects import pod

from minik.pod_life import pod_status

NOW = datetime(2026, 11, 23, 8, 0, 0, tzinfo=UTC)
BEFORE = "2026-11-23T07:00:00Z"


@pytest.mark.parametrize(
    ("status", "since"),
    [("False", BEFORE), ("True", "2026-11-23T08:00:00Z"), ("", "2026-11-23T08:00:00Z")],
)
def test_a_pod_is_unschedulable_since_it_became_so(status: str, since: str) -> None:
    earlier: list[Any] = [{"type": "Ready", "status": "False"}]
    if status:
        earlier += [{"type": "PodScheduled", "status": status, "lastTransitionTime": BEFORE}]
    found = pod_status.with_unscheduled(pod(status={"conditions": earlier}), "no node", NOW)
    assert found[0] == {"type": "Ready", "status": "False"} and len(found) == 2
    assert (found[1]["lastTransitionTime"], found[1]["reason"]) == (since, "Unschedulable")
    assert (found[1]["type"], found[1]["status"]) == ("PodScheduled", "False")


AT = "2026-11-23T08:00:00Z"


def condition(kind: str, status: str, reason: str = "", message: str = "") -> Any:
    explained = {"reason": reason, "message": message}
    return {
        "type": kind,
        "status": status,
        "lastProbeTime": None,
        "lastTransitionTime": AT,
        **{name: text for name, text in explained.items() if text},
    }


def container(name: str, state: Any, *, started: bool | None = True) -> Any:
    return {
        "name": name,
        "image": f"{name}:1",
        "imageID": "",
        "lastState": {},
        "ready": True,
        "restartCount": 0,
        **({} if started is None else {"started": started}),
        "state": state,
    }


RUNNING = {"running": {"startedAt": AT}}
DONE = {
    "terminated": {"exitCode": 0, "reason": "Completed", "startedAt": AT, "finishedAt": AT},
}


def gated(*opened: Any) -> Any:
    return pod(
        readinessGates=[{"conditionType": "a/b"}, {"conditionType": "c/d"}],
        status={"conditions": [{"type": "Ready", "status": "False"}, *opened]},
    )


def test_a_pod_that_runs_tells_all_of_its_containers() -> None:
    running = pod(
        containers=[{"name": "web", "image": "web:1"}],
        initContainers=[
            {"name": "first", "image": "first:1"},
            {"name": "side", "image": "side:1", "restartPolicy": "Always"},
        ],
        ephemeralContainers=[{"name": "debug", "image": "debug:1"}],
    )
    assert pod_status.running_status(running, AT) == {
        "phase": "Running",
        "startTime": AT,
        "conditions": [
            condition("Initialized", "True"),
            condition("Ready", "True"),
            condition("ContainersReady", "True"),
            condition("PodScheduled", "True"),
        ],
        "containerStatuses": [container("web", RUNNING)],
        "initContainerStatuses": [
            container("first", DONE, started=False),
            container("side", RUNNING),
        ],
        "ephemeralContainerStatuses": [
            container("debug", RUNNING, started=None) | {"ready": False}
        ],
    }


def test_a_pod_of_one_container_tells_no_others() -> None:
    status = pod_status.running_status(pod(), AT)
    assert set(status) == {"phase", "startTime", "conditions", "containerStatuses"}


OPEN = {"type": "a/b", "status": "True"}
SHUT = {"type": "a/b", "status": "False"}
MISSING = 'corresponding condition of pod readiness gate "{}" does not exist.'
NOT_TRUE = 'the status of pod readiness gate "{}" is not "True", but {}'


@pytest.mark.parametrize(
    ("conditions", "message"),
    [
        ([], f"{MISSING.format('a/b')}, {MISSING.format('c/d')}"),
        ([OPEN], MISSING.format("c/d")),
        ([OPEN, {**SHUT, "type": "c/d"}], NOT_TRUE.format("c/d", "False")),
        (
            [{**SHUT, "status": "Unknown"}],
            f"{NOT_TRUE.format('a/b', 'Unknown')}, {MISSING.format('c/d')}",
        ),
        ([OPEN, {**OPEN, "type": "c/d"}], ""),
    ],
)
def test_gates_that_are_shut_keep_a_pod_unready(conditions: list[Any], message: str) -> None:
    status = pod_status.running_status(gated(*conditions), AT)
    ready = (
        condition("Ready", "False", "ReadinessGatesNotReady", message)
        if message
        else condition("Ready", "True")
    )
    assert status["conditions"] == [
        condition("Initialized", "True"),
        ready,
        condition("ContainersReady", "True"),
        condition("PodScheduled", "True"),
        *conditions,
    ]


def test_new_ephemeral_containers_start_and_the_others_go_on() -> None:
    entries = [{"name": "one", "image": "one:1"}, {"name": "two", "image": "two:1"}]
    old = container("one", {"running": {"startedAt": BEFORE}}, started=None)
    running = pod(ephemeralContainers=entries, status={"ephemeralContainerStatuses": [old]})
    assert pod_status.lacks_ephemeral(running)
    status = pod_status.with_ephemeral(running, running["status"], AT)
    new = container("two", RUNNING, started=None) | {"ready": False}
    assert status["ephemeralContainerStatuses"] == [old, new]
    assert not pod_status.lacks_ephemeral({**running, "status": status})
    assert not pod_status.lacks_ephemeral(pod())
    assert pod_status.with_ephemeral(pod(), {"phase": "Running"}, AT) == {"phase": "Running"}


ZONE, REGION = "topology.kubernetes.io/zone", "topology.kubernetes.io/region"


@pytest.mark.parametrize(
    ("node", "own", "labels"),
    [
        ({}, {"a": "b"}, {"a": "b"}),
        ({"x": "y"}, {"a": "b"}, {"a": "b"}),
        ({ZONE: "z", "x": "y"}, {"a": "b"}, {"a": "b", ZONE: "z"}),
        ({ZONE: "z", REGION: "r"}, {ZONE: "own"}, {ZONE: "z", REGION: "r"}),
        ({ZONE: "z"}, {ZONE: "z"}, {ZONE: "z"}),
    ],
)
def test_a_pod_has_the_topology_of_its_node(node: Any, own: Any, labels: Any) -> None:
    found = pod_status.with_topology_labels(pod(metadata={"labels": own}), node)
    assert found["metadata"]["labels"] == labels
