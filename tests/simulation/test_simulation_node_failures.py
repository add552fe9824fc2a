"""Nodes and pods that a simulation lets fail and return: which conditions say so, and since when."""

from collections.abc import Callable
from typing import Any

import pytest
import stage
from objects import pod as make_pod

from minik.errors import ClientError
from minik.model import object as objects
from minik.model.cluster import Draft
from minik.model.object import Object, read, write
from minik.node_life import pressure
from minik.pod_life import behaviour
from minik.simulation import node_failures

AT, BEFORE = "2026-11-23T08:00:00Z", "2026-11-23T07:00:00Z"
POD = {"containers": [{"name": "c", "image": "i"}], "nodeName": "node-1"}
CLUSTER = stage.applied(stage.new(), [stage.pod("web"), stage.pod("going")])


def draft() -> Draft:
    return CLUSTER.draft()


def node(name: str = "node-1") -> Object:
    return stage.one(CLUSTER, "Node", name, "")


def stored(where: Draft, obj: Object) -> Object:
    found = where.get(*objects.key(obj))
    assert found is not None
    return found


def conditions(obj: Object) -> dict[str, Object]:
    return {item["type"]: item for item in read(obj, "status.conditions", [])}


def with_conditions(obj: Object, *found: Object) -> Object:
    return write(obj, "status.conditions", list(found))


def condition(kind: str, status: str, reason: str = "", since: str = BEFORE) -> Object:
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "lastTransitionTime": since,
        "lastHeartbeatTime": since,
    }


def failed(where: Draft, obj: Object) -> Object:
    node_failures.fail_node(where, obj)
    return stored(where, obj)


def test_a_node_that_fails_is_silent_and_says_since_when() -> None:
    where = draft()
    down = failed(where, node())
    assert objects.annotations(down)["minik.dev/kubelet-down"] == AT
    assert conditions(down) == conditions(node())
    with pytest.raises(ClientError) as refused:
        node_failures.fail_node(where, down)
    assert refused.value.message == f"node node-1 is down already, since {AT}"
    with pytest.raises(ClientError) as refused:
        node_failures.restore_node(where, node())
    assert refused.value.message == "node node-1 is not down"


def test_a_node_that_returns_is_healthy_and_what_did_not_change_keeps_its_time() -> None:
    where = draft()
    down = with_conditions(
        failed(where, node()),
        condition("Custom", "True", "Own"),
        condition("MemoryPressure", "Unknown", "NodeStatusUnknown"),
        condition("DiskPressure", "False", "Old"),
        {"type": "PIDPressure", "status": "False"},
        condition("Ready", "Unknown", "NodeStatusUnknown"),
    )
    node_failures.restore_node(where, down)
    back = stored(where, down)
    assert "minik.dev/kubelet-down" not in objects.annotations(back)
    found = conditions(back)
    assert found["Custom"] == condition("Custom", "True", "Own")
    assert {
        kind: (item["status"], item["reason"], item["lastTransitionTime"])
        for kind, item in found.items()
        if kind != "Custom"
    } == {
        "MemoryPressure": ("False", "KubeletHasSufficientMemory", AT),
        "DiskPressure": ("False", "KubeletHasNoDiskPressure", BEFORE),
        "PIDPressure": ("False", "KubeletHasSufficientPID", AT),
        "Ready": ("True", "KubeletReady", AT),
    }
    assert {item["lastHeartbeatTime"] for kind, item in found.items() if kind != "Custom"} == {AT}


UNREADY = [condition("ContainersReady", "True"), condition("Ready", "False", "NodeNotReady")]


def on_the_node(
    phase: str = "Running", found: Any = None, gates: Any = None, **meta: Any
) -> Object:
    spec = {**POD, **({"readinessGates": gates} if gates else {})}
    status = {
        "phase": phase,
        "startTime": BEFORE,
        "conditions": UNREADY if found is None else found,
    }
    return make_pod("lone", "default", status=status, metadata={"uid": "u", **meta}, **spec)


GATE = [{"conditionType": "a/b"}]


@pytest.mark.parametrize(
    ("obj", "ready"),
    [
        (on_the_node(), True),
        (on_the_node("Failed"), False),
        (on_the_node(found=[condition("Ready", "False")]), False),
        (on_the_node(found=[condition("ContainersReady", "False"), UNREADY[1]]), False),
        (on_the_node(gates=GATE), False),
        (on_the_node(gates=GATE, found=[*UNREADY, condition("a/b", "False")]), False),
        (on_the_node(gates=GATE, found=[*UNREADY, condition("a/b", "True")]), True),
    ],
    ids=["it runs", "it has ended", "no word of its containers", "its containers are not", "a gate",
         "a shut gate", "an open gate"],
)  # fmt: skip
def test_whose_node_alone_kept_it_unready_is_ready_again(obj: Object, ready: bool) -> None:
    where = draft()
    where.put(obj)
    where = where.cluster().draft()
    down = failed(where, node())
    node_failures.restore_node(where, down)
    found = conditions(stored(where, obj))
    assert (found["Ready"]["status"] == "True") == ready
    if ready:
        assert found["Ready"] == {
            "type": "Ready", "status": "True", "lastProbeTime": None, "lastTransitionTime": AT
        }  # fmt: skip
    assert found.get("ContainersReady") == conditions(obj).get("ContainersReady")


def test_what_was_terminating_is_gone_when_the_node_returns() -> None:
    where = draft()
    where.put(on_the_node(deletionTimestamp=BEFORE, deletionGracePeriodSeconds=30))
    where = where.cluster().draft()
    node_failures.restore_node(where, failed(where, node()))
    assert where.get("Pod", "default", "lone") is None


def running() -> Object:
    return stage.one(CLUSTER, "Pod", "web")


@pytest.mark.parametrize(
    ("obj", "message"),
    [
        (on_the_node("Pending"), "pod lone does not run: it is Pending"),
        (on_the_node(""), "pod lone does not run: it is Pending"),
        (on_the_node("Succeeded"), "pod lone does not run: it is Succeeded"),
        (objects.drop(on_the_node(), "status.startTime"), "pod lone does not run: it is Running"),
        (write(on_the_node(), "spec.nodeName", "gone"), "pod lone: its node gone is not ready"),
        (write(on_the_node(), "spec.nodeName", ""), "pod lone: its node  is not ready"),
    ],
)
@pytest.mark.parametrize(
    "act",
    [
        lambda where, obj: node_failures.exit_containers(where, obj, 1),
        node_failures.fail_readiness,
        node_failures.restore_readiness,
    ],
)
def test_who_does_not_run_cannot_fail(
    act: Callable[[Draft, Object], None], obj: Object, message: str
) -> None:
    with pytest.raises(ClientError) as refused:
        act(draft(), obj)
    assert refused.value.message == message


@pytest.mark.parametrize("status", ["False", "Unknown"])
def test_nobody_reports_from_a_node_that_is_not_ready(status: str) -> None:
    where = draft()
    where.put(with_conditions(node(), condition("Ready", status)))
    with pytest.raises(ClientError) as refused:
        node_failures.require_running(where, on_the_node())
    assert refused.value.message == "pod lone: its node node-1 is not ready"


def test_readiness_is_lost_and_found() -> None:
    where, web = draft(), running()
    node_failures.fail_readiness(where, web)
    lost = stored(where, web)
    assert objects.annotations(lost)[behaviour.READINESS] == "False"
    with pytest.raises(ClientError) as refused:
        node_failures.restore_readiness(where, web)
    assert refused.value.message == "pod web is ready already"
    unready = {
        **lost,
        "status": {
            **lost["status"],
            "conditions": [
                condition("Initialized", "True"),
                condition("ContainersReady", "False", "ContainersNotReady"),
                condition("Ready", "False", "ContainersNotReady"),
            ],
            "containerStatuses": [
                {"name": "a", "ready": False, "state": {"running": {"startedAt": BEFORE}}},
                {"name": "b", "ready": False, "state": {"waiting": {}}},
            ],
        },
    }
    with pytest.raises(ClientError) as refused:
        node_failures.fail_readiness(where, unready)
    assert refused.value.message == "pod web is not ready already"
    node_failures.restore_readiness(where, unready)
    found = stored(where, web)
    assert behaviour.READINESS not in objects.annotations(found)
    assert [item["ready"] for item in found["status"]["containerStatuses"]] == [True, False]
    assert found["status"]["conditions"][0] == condition("Initialized", "True")
    for kind in ("ContainersReady", "Ready"):
        assert conditions(found)[kind] == {
            "type": kind, "status": "True", "lastProbeTime": None, "lastTransitionTime": AT
        }  # fmt: skip


def test_probes_that_never_succeeded_succeed_from_now_on() -> None:
    where = draft()
    unready = with_conditions(running(), condition("Ready", "False"))
    node_failures.restore_readiness(where, unready)
    found = stored(where, unready)
    assert objects.annotations(found)[behaviour.READINESS] == "True"
    assert conditions(found)["Ready"]["status"] == "False"  # until its kubelet looks


LOW = {
    "MemoryPressure": ("KubeletHasInsufficientMemory", "kubelet has insufficient memory available",
                       "memory"),
    "DiskPressure": ("KubeletHasDiskPressure", "kubelet has disk pressure", "ephemeral-storage"),
    "PIDPressure": ("KubeletHasInsufficientPID", "kubelet has insufficient PID available", "pids"),
}  # fmt: skip


@pytest.mark.parametrize("kind", LOW)
def test_a_node_that_is_short_of_something_says_so_and_evicts(kind: str) -> None:
    where, ran = draft(), on_the_node()
    statuses = {"containerStatuses": [{"name": "c"}], "initContainerStatuses": [{"name": "i"}]}
    where.put({**ran, "status": {**ran["status"], **statuses}})
    where = where.cluster().draft()
    node_failures.add_pressure(where, node(), kind, 0)
    assert stored(where, on_the_node())["status"]["phase"] == "Running"
    node_failures.add_pressure(where, node(), kind, 9)
    found, evicted = stored(where, node()), stored(where, on_the_node())
    reason, message, resource = LOW[kind]
    assert objects.annotations(found)[pressure.PRESSURE] == AT
    assert conditions(found)[kind] == {
        "type": kind, "status": "True", "reason": reason, "message": message,
        "lastHeartbeatTime": AT, "lastTransitionTime": AT,
    }  # fmt: skip
    assert {k: v for k, v in conditions(found).items() if k != kind} == {
        k: v for k, v in conditions(node()).items() if k != kind
    }
    words = f"The node was low on resource: {resource}. "
    status = evicted["status"]
    assert (status["phase"], status["reason"], status["message"]) == ("Failed", "Evicted", words)
    unready = {"status": "False", "reason": "PodFailed", "lastProbeTime": None,
               "lastTransitionTime": AT}  # fmt: skip
    assert conditions(evicted) == {
        "Ready": {"type": "Ready", **unready},
        "ContainersReady": {"type": "ContainersReady", **unready},
        "DisruptionTarget": {
            "type": "DisruptionTarget", "status": "True", "reason": "TerminationByKubelet",
            "message": words, "lastProbeTime": None, "lastTransitionTime": AT,
        },
    }  # fmt: skip
    assert status["startTime"] == BEFORE and not statuses.keys() & status.keys()


def test_only_a_node_that_reports_can_be_short() -> None:
    where = draft()
    unready = with_conditions(node(), condition("Ready", "False"))
    for obj in (unready, failed(where, node())):
        with pytest.raises(ClientError) as refused:
            node_failures.add_pressure(where, obj, "MemoryPressure", 0)
        assert refused.value.message == (
            "node node-1 is not ready: its kubelet is down, so it cannot report pressure"
        )


def ranked(name: str, quality: str = "", priority: int = 0, **fields: Any) -> Object:
    status = {"qosClass": quality or "BestEffort", **fields.pop("status", {})}
    metadata = fields.pop("metadata", {})
    return make_pod(name, "default", metadata=metadata, priority=priority, status=status, **fields)


def test_pods_are_evicted_in_the_order_of_the_kubelet() -> None:
    mirror = {"annotations": {"kubernetes.io/config.mirror": "x"}}
    found = [
        ranked("guaranteed", "Guaranteed"),
        ranked("burstable", "Burstable"),
        ranked("important", "Burstable", 5),
        ranked("b"),
        ranked("a"),
        ranked("dear", "", 7),
        ranked("critical", "", 2_000_000_000),
        ranked("nearly-critical", "", 1_999_999_999),
        ranked("mirror", metadata=mirror),
        ranked("done", status={"phase": "Succeeded"}),
        ranked("failed", status={"phase": "Failed"}),
        ranked("going", metadata={"deletionTimestamp": BEFORE}),
    ]
    order = [objects.name(obj) for obj in node_failures.eviction_order(found)]
    assert order == [
        "a", "b", "dear", "nearly-critical", "burstable", "guaranteed", "important"
    ]  # fmt: skip
