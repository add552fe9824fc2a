"""Pods that wait for a ConfigMap, a Secret or a key: what their kubelet says of them."""

from typing import Any

import pytest
import stage
from objects import pod

from minik.model.object import Object
from minik.pod_life import blocked_pods
from minik.pod_life.config_references import Missing

AT, BEFORE = "2026-11-23T08:00:00Z", "2026-11-23T07:00:00Z"
CLUSTER = stage.new()
ADDRESSES = {"podIP": "10.244.1.1", "podIPs": [{"ip": "10.244.1.1"}]}
UNREADY = "containers with unready status: [{}]"


def condition(kind: str, status: str, reason: str = "", message: str = "", since: str = AT) -> Any:
    explained = {"reason": reason, "message": message}
    return {
        "type": kind,
        "status": status,
        "lastProbeTime": None,
        "lastTransitionTime": since,
        **{name: text for name, text in explained.items() if text},
    }


def container(name: str, state: Object, *, runs: bool = False) -> Object:
    return {
        "name": name,
        "image": f"{name}:1",
        "imageID": "",
        "lastState": {},
        "ready": runs,
        "started": runs,
        "restartCount": 0,
        "state": state,
    }


def waiting(reason: str, message: str = "") -> Object:
    return {"waiting": {"reason": reason, **({"message": message} if message else {})}}


def web(**fields: Any) -> Object:
    containers = [{"name": name, "image": f"{name}:1"} for name in ("web", "side")]
    return pod(containers=containers, **fields)


def blocked(obj: Object, volumes: Any = None, containers: Any = None) -> Object:
    missing = Missing(volumes=volumes or {}, containers=containers or {})
    return blocked_pods.blocked_status(CLUSTER, obj, missing, ADDRESSES)


def test_a_volume_that_cannot_be_mounted_holds_all_containers() -> None:
    status = blocked(web(), volumes={"v": 'configmap "c" not found'})
    message = UNREADY.format("web side")
    assert status == {
        "phase": "Pending",
        "conditions": [
            condition("Initialized", "True"),
            condition("Ready", "False", "ContainersNotReady", message),
            condition("ContainersReady", "False", "ContainersNotReady", message),
            condition("PodScheduled", "True"),
        ],
        "containerStatuses": [
            container("web", waiting("ContainerCreating")),
            container("side", waiting("ContainerCreating")),
        ],
    }


def test_a_container_that_lacks_something_waits_and_the_others_run() -> None:
    status = blocked(web(), containers={"web": 'secret "s" not found'})
    message = UNREADY.format("web")
    assert {name: status[name] for name in ADDRESSES} == ADDRESSES
    assert status["containerStatuses"] == [
        container("web", waiting("CreateContainerConfigError", 'secret "s" not found')),
        container("side", {"running": {"startedAt": AT}}, runs=True),
    ]
    assert status["conditions"][1] == condition("Ready", "False", "ContainersNotReady", message)
    assert "initContainerStatuses" not in status


def first(name: str, **fields: Any) -> Object:
    return {"name": name, "image": f"{name}:1", **fields}


INCOMPLETE = "containers with incomplete status: [{}]"
DONE = {"terminated": {"exitCode": 0, "reason": "Completed", "startedAt": AT, "finishedAt": AT}}


def test_an_init_container_that_lacks_something_holds_those_after_it() -> None:
    entries = [first("one"), first("two"), first("three")]
    status = blocked(web(initContainers=entries), {}, {"two": "no key", "web": "no key"})
    assert status["initContainerStatuses"] == [
        {**container("one", DONE), "ready": True},
        container("two", waiting("CreateContainerConfigError", "no key")),
        container("three", waiting("PodInitializing")),
    ]
    assert [item["state"] for item in status["containerStatuses"]] == [
        waiting("PodInitializing")
    ] * 2
    assert status["conditions"][0] == condition(
        "Initialized", "False", "ContainersNotInitialized", INCOMPLETE.format("two three")
    )


def test_without_its_volumes_no_init_container_runs() -> None:
    status = blocked(web(initContainers=[first("one")]), {"v": "not found"}, {"web": "no key"})
    assert status["initContainerStatuses"] == [container("one", waiting("PodInitializing"))]
    assert [item["state"] for item in status["containerStatuses"]] == [
        waiting("PodInitializing")
    ] * 2
    assert status["conditions"][0]["message"] == INCOMPLETE.format("one")


def test_init_containers_that_lack_nothing_have_run_and_sidecars_run() -> None:
    entries = [first("one"), first("two", restartPolicy="Always")]
    status = blocked(web(initContainers=entries), containers={"web": "no key"})
    assert status["initContainerStatuses"] == [
        {**container("one", DONE), "ready": True},
        container("two", {"running": {"startedAt": AT}}, runs=True),
    ]
    assert status["conditions"][0] == condition("Initialized", "True")


@pytest.mark.parametrize(("status", "since"), [("False", BEFORE), ("True", AT), (None, AT)])
def test_a_condition_keeps_its_time_while_its_status_stays(status: Any, since: str) -> None:
    old = [] if status is None else [condition("Ready", status, since=BEFORE)]
    obj = web(status={"conditions": old, "hostIP": "192.168.0.11"})
    found = blocked(obj, containers={"web": "no key"})
    assert found["conditions"][1]["lastTransitionTime"] == since
    assert found["hostIP"] == "192.168.0.11"


@pytest.mark.parametrize(
    ("states", "waits"),
    [
        ([], False),
        ([{"running": {}}], False),
        ([waiting("CrashLoopBackOff")], False),
        ([waiting("ContainerCreating")], True),
        ([waiting("PodInitializing")], True),
        ([{"running": {}}, waiting("CreateContainerConfigError")], True),
    ],
)
def test_who_waits_here(states: list[Object], waits: bool) -> None:
    statuses = [{"name": str(place), "state": state} for place, state in enumerate(states)]
    assert blocked_pods.is_blocked(web(status={"containerStatuses": statuses})) == waits
    assert not blocked_pods.is_blocked(web())


def test_the_kubelet_tells_of_each_volume() -> None:
    missing = Missing(volumes={"v": "not found", "w": "no key"}, containers={})
    assert list(blocked_pods.mount_errors(web(), missing)) == [
        'MountVolume.SetUp failed for volume "v" : not found',
        'MountVolume.SetUp failed for volume "w" : no key',
    ]
