"""What a time line says of nodes, pods and Services in a few words, and what it counts as a change."""

from datetime import timedelta
from typing import Any

import pytest
import stage
from objects import build
from objects import pod as make_pod

from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects
from minik.timelines import cluster_timeline as line
from minik.timelines.cluster_timeline import Gap, Shift

READY = {"type": "Ready", "status": "True"}
UNREADY = {"type": "Ready", "status": "False"}
GOING = {"deletionTimestamp": "2026-11-23T08:00:00Z"}


def pod(name: str = "a", phase: str = "Running", **fields: Any) -> Object:
    status = {"phase": phase, "conditions": fields.pop("conditions", [])}
    statuses = fields.pop("containers", None)
    status |= {"containerStatuses": statuses} if statuses is not None else {}
    status |= {"reason": fields.pop("reason")} if "reason" in fields else {}
    metadata = {"uid": fields.pop("uid", f"u-{name}"), **fields.pop("metadata", {})}
    node = {"nodeName": fields.pop("node", "n")}
    return make_pod(
        name, fields.pop("namespace", "default"), metadata=metadata, status=status, **node
    )


def unscheduled(message: str) -> dict[str, Any]:
    condition = {"type": "PodScheduled", "status": "False", "message": message}
    return {"phase": "Pending", "conditions": [condition]}


NO_NODE = "0/3 nodes are available: 3 Insufficient cpu."


@pytest.mark.parametrize(
    ("obj", "state"),
    [
        (pod(metadata=GOING), "Terminating"),
        (pod(metadata=GOING, conditions=[READY]), "Terminating"),
        (pod(phase="Failed"), "Failed"),
        (pod(phase="Failed", reason="Evicted"), "Evicted"),
        (pod(phase="Succeeded", conditions=[UNREADY]), "Succeeded"),
        (pod(conditions=[READY]), "ready"),
        (pod(conditions=[READY], containers=[{"restartCount": 0}, {}]), "ready"),
        (pod(conditions=[READY], containers=[{"restartCount": 1}, {"restartCount": 3}]),
         "ready again (restart 3)"),
        (pod(conditions=[UNREADY]), "not ready"),
        (pod(), "not ready"),
        (pod(containers=[{"state": {"running": {}}},
                         {"state": {"waiting": {"reason": "CrashLoopBackOff"}}}]),
         "CrashLoopBackOff"),
        (pod(phase="Pending", containers=[{"state": {"waiting": {"reason": "ErrImagePull"}}}]),
         "ErrImagePull"),
        (pod(**unscheduled(NO_NODE)), f"Pending: {NO_NODE}"),
        (pod(**unscheduled(f"{NO_NODE} no new claims to deallocate, preemption: 0/3")),
         f"Pending: {NO_NODE}"),
        (pod(**unscheduled(f"{NO_NODE} preemption: 0/3 nodes are available")),
         f"Pending: {NO_NODE}"),
        (pod(phase="Pending", conditions=[{"type": "PodScheduled", "status": "False"}]), "Pending: "),
        (pod(phase="Pending", conditions=[{"type": "PodScheduled", "status": "True"}]), "Pending"),
        (pod(phase=""), "Pending"),
        (pod(phase="Unknown"), "Unknown"),
    ],
)  # fmt: skip
def test_a_pod_has_a_state(obj: Object, state: str) -> None:
    assert line.pod_state(obj) == state


def node(*conditions: tuple[str, str], **spec: Any) -> Object:
    found = [{"type": kind, "status": status} for kind, status in conditions]
    return build("Node", "n", spec=spec, status={"conditions": found})


@pytest.mark.parametrize(
    ("obj", "state"),
    [
        (None, "gone"),
        (node(("Ready", "True")), "Ready"),
        (node(("Ready", "Unknown")), "NotReady (Unknown)"),
        (node(("Ready", "False")), "NotReady"),
        (node(), "NotReady"),
        (node(("Ready", "True"), unschedulable=None), "Ready"),
        (node(("Ready", "True"), **{"unschedulable": True}), "Ready, cordoned"),
        (node(("Ready", "True"), ("DiskPressure", "True"), ("MemoryPressure", "True"),
              ("PIDPressure", "True")), "Ready, MemoryPressure, DiskPressure, PIDPressure"),
        (node(("Ready", "True"), ("DiskPressure", "False"), ("PIDPressure", "Unknown")), "Ready"),
    ],
)  # fmt: skip
def test_a_node_has_a_state(obj: Object | None, state: str) -> None:
    assert line.node_state(obj) == state


def holding(*found: Object, seconds: int = 0) -> Cluster:
    draft = Cluster(Objects(), now=stage.NOW + timedelta(seconds=seconds)).draft()
    for obj in found:
        draft.put(obj)
    return draft.cluster()


def compared(before: list[Object], after: list[Object]) -> line.Step:
    return line.compare(holding(*before), holding(*after, seconds=9))


def test_pods_come_change_and_go() -> None:
    before = [
        pod("stays", conditions=[READY]),
        pod("turns"),
        pod("leaves"),
        pod("left", metadata=GOING),
        pod("gone", namespace="shop"),
        pod("new", uid="old"),
    ]
    after = [
        pod("stays", conditions=[READY], metadata={"labels": {"a": "b"}}),
        pod("turns", conditions=[READY]),
        pod("leaves", metadata=GOING),
        pod("left", metadata={**GOING, "labels": {"a": "b"}}),
        pod("new", phase="Pending"),
        pod("come", namespace="shop", node=""),
    ]
    step = compared(before, after)
    assert step.when == stage.NOW + timedelta(seconds=9)
    assert step.gone == ["leaves", "new", "shop/gone"] and step.evicted == []
    assert step.created == [("new", "n", "Pending"), ("shop/come", "", "not ready")]
    assert step.changed == [("turns", "ready")]
    assert not step.is_empty and compared(before, before).is_empty


DISRUPTED = {"type": "DisruptionTarget", "status": "True"}
EMPTIED = {"key": "k", "effect": "NoExecute"}


@pytest.mark.parametrize(
    ("before", "after", "evicted"),
    [
        ([pod()], [pod(metadata=GOING)], False),
        ([pod()], [pod(metadata=GOING, conditions=[DISRUPTED])], True),
        ([pod()], [pod(metadata=GOING, conditions=[{**DISRUPTED, "status": "False"}])], False),
        ([pod(conditions=[DISRUPTED])], [], True),
        ([pod(phase="Failed", conditions=[DISRUPTED])], [], False),
        ([pod(metadata=GOING, conditions=[DISRUPTED])], [], False),
        ([pod()], [], False),
        ([pod()], [node(taints=[EMPTIED])], True),
        ([pod()], [node(taints=[{**EMPTIED, "effect": "NoSchedule"}])], False),
        ([pod(metadata=GOING)], [node(taints=[EMPTIED])], False),
    ],
)
def test_who_goes_because_its_node_is_emptied_is_evicted(
    before: list[Object], after: list[Object], evicted: bool
) -> None:
    step = compared(before, after)
    assert (step.evicted, step.gone) == ((["a"], []) if evicted else ([], ["a"]))


def test_nodes_that_change_are_told_by_name() -> None:
    old, new = node(("Ready", "True")), node(("Ready", "False"))
    other = build("Node", "m", status={"conditions": [READY]})
    assert compared([old], [new, other]).nodes == [("m", "Ready"), ("n", "NotReady")]
    assert compared([old, other], [old]).nodes == [("m", "gone")]
    heard = {**old, "metadata": {"name": "n", "labels": {"a": "b"}}}
    assert compared([old], [heard]).nodes == []


def endpoint(name: str, ready: bool | None = True, address: str = "10.0.0.1") -> Object:
    conditions = {} if ready is None else {"conditions": {"ready": ready}}
    target = {"targetRef": {"kind": "Pod", "name": name}} if name else {}
    return {"addresses": [address, "10.0.0.9"], **conditions, **target}


def slice_of(service: str, *endpoints: Object, name: str = "s") -> Object:
    metadata = {"labels": {"kubernetes.io/service-name": service} if service else {}}
    return build("EndpointSlice", name, "default", version="discovery.k8s.io/v1",
                 metadata=metadata, endpoints=list(endpoints))  # fmt: skip


WEB = ("default", "web")


def test_ready_endpoints_are_those_of_all_slices_of_a_service() -> None:
    cluster = holding(
        slice_of("web", endpoint("a"), endpoint("b", False), endpoint("c", None)),
        slice_of("web", endpoint("d"), endpoint("", True, "10.0.0.7"), name="t"),
        slice_of("", endpoint("e"), name="u"),
    )
    assert line.ready_endpoints(cluster) == {WEB: frozenset({"a", "c", "d", "10.0.0.7"})}


def test_endpoints_leave_and_join() -> None:
    step = compared(
        [slice_of("web", endpoint("a"), endpoint("b"))],
        [slice_of("web", endpoint("b"), endpoint("c"), endpoint("d"))],
    )
    assert step.shifts == [Shift(WEB, frozenset("a"), frozenset("cd"), 2, 3)]
    same = [slice_of("web", endpoint("a"))]
    assert compared(same, [slice_of("web", endpoint("a", None))]).shifts == []


def test_a_gap_is_a_time_without_ready_endpoints_after_some() -> None:
    service = build("Service", "web", "default")
    one, none = slice_of("web", endpoint("a")), slice_of("web", endpoint("a", False))
    course = [none, one, one, none, none, one, none]
    clusters = [holding(service, found, seconds=place) for place, found in enumerate(course)]
    moment = [stage.NOW + timedelta(seconds=place) for place in range(len(course))]
    assert line.find_gaps(clusters) == (
        True,
        [Gap(WEB, moment[3], moment[5]), Gap(WEB, moment[6], None)],
    )
    assert line.find_gaps(clusters[:1]) == (False, [])
    assert line.find_gaps([*clusters[:2], holding(none, seconds=7)]) == (True, [])
