"""Failing nodes: what happens at which moment, whatever the steps in which the clock is moved."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import stage

from minik import kinds
from minik.controllers import settle
from minik.intake import registry
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, read
from minik.simulation import clock, node_failures, recovery
from minik.timelines import cluster_timeline

WEB = {"app": "web"}


def after(cluster: Cluster, act: Callable[[Draft], None]) -> Cluster:
    """Something has happened, and the cluster has settled at that moment."""
    draft = cluster.draft()
    act(draft)
    return clock.tick(settle(draft.cluster()))


def down(cluster: Cluster, *names: str) -> Cluster:
    def act(draft: Draft) -> None:
        for name in names:
            node_failures.fail_node(draft, stage.one(draft.base, "Node", name, ""))

    return after(cluster, act)


def up(cluster: Cluster, name: str) -> Cluster:
    return after(
        cluster,
        lambda draft: node_failures.restore_node(draft, stage.one(draft.base, "Node", name, "")),
    )


def passed(cluster: Cluster, seconds: int, step: int = 0) -> Cluster:
    """So much later, the clock moved at once or in steps."""
    end = cluster.now + timedelta(seconds=seconds)
    while cluster.now < end:
        until = min(cluster.now + timedelta(seconds=step or seconds), end)
        *_, cluster = clock.advance(cluster, until)
    return cluster


def web(workers: int = 3, replicas: int = 6, kind: str = "Deployment") -> Cluster:
    service = {"serviceName": "web"} if kind == "StatefulSet" else {}
    return stage.applied(
        stage.saved(stage.new(workers=workers)),
        [stage.workload(kind, "web", WEB, replicas=replicas, **service), stage.service("web", WEB)],
    )


def on(cluster: Cluster, node: str) -> list[Object]:
    return list(cluster.table("Pod").index_by(pods.node_index).get(node, []))


def ready(cluster: Cluster) -> int:
    return len(stage.addresses(cluster, "web"))


def taints(cluster: Cluster, node: str) -> set[tuple[str, str]]:
    found = read(stage.one(cluster, "Node", node, ""), "spec.taints", [])
    return {(taint["key"].rpartition("/")[2], taint["effect"]) for taint in found}


BOTH = {("unreachable", "NoSchedule"), ("unreachable", "NoExecute")}
# seconds after the failure: Ready of the node, its taints, ready endpoints, pods on it that go,
# pods in all
LINE = [
    (0, "True", set(), 6, 0, 6),
    (49, "True", set(), 6, 0, 6),
    (50, "Unknown", BOTH, 4, 0, 6),
    (349, "Unknown", BOTH, 4, 0, 6),
    (350, "Unknown", BOTH, 6, 2, 8),
    (3600, "Unknown", BOTH, 6, 2, 8),
]


@pytest.mark.proves("A7", "A8", "B7", "F21")
@pytest.mark.parametrize("step", [0, 7, 60])
@pytest.mark.parametrize(("seconds", "state", "expected", "serving", "going", "total"), LINE)
def test_the_time_line_of_a_node_that_fails(
    seconds: int,
    state: str,
    expected: set[tuple[str, str]],
    serving: int,
    going: int,
    total: int,
    step: int,
) -> None:
    cluster = passed(down(web(), "node-2"), seconds, step)
    condition = next(
        one
        for one in stage.one(cluster, "Node", "node-2", "")["status"]["conditions"]
        if one["type"] == "Ready"
    )
    assert condition["status"] == state
    assert taints(cluster, "node-2") == expected
    assert ready(cluster) == serving
    assert sum(map(pods.is_terminating, on(cluster, "node-2"))) == going
    assert len(cluster.of("Pod")) == total


@pytest.mark.proves("F19")
def test_who_is_driven_out_says_why_and_stays_until_somebody_stops_it() -> None:
    cluster = passed(down(web(), "node-2"), 350)
    for pod in on(cluster, "node-2"):
        condition = pods.condition(pod, "DisruptionTarget")
        assert condition is not None and condition["reason"] == "DeletionByTaintManager"
        assert pod["metadata"]["deletionGracePeriodSeconds"] == 30
    assert not {objects.uid(pod) for pod in on(up(cluster, "node-2"), "node-2")}


def test_a_node_that_comes_back_in_time_loses_nobody() -> None:
    before = web()
    cluster = up(passed(down(before, "node-2"), 200), "node-2")
    assert taints(cluster, "node-2") == set() and ready(cluster) == 6
    assert {objects.uid(pod) for pod in passed(cluster, 3600).of("Pod")} == {
        objects.uid(pod) for pod in before.of("Pod")
    }


def test_a_stateful_set_waits_for_its_pod_to_be_gone() -> None:
    cluster = passed(down(web(replicas=3, kind="StatefulSet"), "node-2"), 3600)
    lost = on(cluster, "node-2")
    assert [pods.is_terminating(pod) for pod in lost] == [True] and len(cluster.of("Pod")) == 3
    draft = stage.saved(cluster, cluster.now).draft()
    registry.delete(draft, kinds.kind_of_key("Pod"), lost[0], at_once=True)
    again = settle(draft.cluster())
    assert ready(again) == 3 and not on(again, "node-2")


def test_an_agent_on_every_node_stays_there() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()), [stage.workload("DaemonSet", "agent", {"app": "agent"})]
    )
    assert not any(map(pods.is_terminating, passed(down(cluster, "node-2"), 86400).of("Pod")))


@pytest.mark.parametrize(("seconds", "gone"), [(0, True), (30, False), (None, False)])
def test_a_pod_bears_a_taint_as_long_as_it_says(seconds: int | None, gone: bool) -> None:
    bears = {
        "key": "upkeep",
        "operator": "Exists",
        "effect": "NoExecute",
        **({} if seconds is None else {"tolerationSeconds": seconds}),
    }
    cluster = stage.applied(stage.saved(stage.new()), [stage.pod("one", tolerations=[bears])])
    node = stage.one(cluster, "Node", pods.node(stage.one(cluster, "Pod", "one")), "")
    tainted = stage.with_put(
        cluster, objects.write(node, "spec.taints", [{"key": "upkeep", "effect": "NoExecute"}])
    )
    assert (passed(tainted, 1).get("Pod", "default", "one") is None) == gone
    assert (passed(tainted, 60).get("Pod", "default", "one") is None) == (seconds is not None)


def test_who_does_not_bear_a_taint_goes_at_once() -> None:
    cluster = web()
    node = stage.one(cluster, "Node", "node-1", "")
    tainted = stage.with_put(
        cluster, objects.write(node, "spec.taints", [{"key": "upkeep", "effect": "NoExecute"}])
    )
    assert not on(tainted, "node-1") and ready(tainted) == 6


@pytest.mark.parametrize(
    ("control_planes", "workers", "failed", "emptied"),
    [
        (1, 3, ["node-2"], ["node-2"]),
        (1, 3, ["node-1", "node-2", "node-3"], ["node-1", "node-2", "node-3"]),
        (0, 3, ["node-1", "node-2", "node-3"], []),
        (0, 1, ["node-1"], []),
        (0, 12, ["node-1", "node-4", "node-7"], []),
    ],
    ids=str,
)
def test_nobody_is_driven_out_where_too_much_fails(
    control_planes: int, workers: int, failed: list[str], emptied: list[str]
) -> None:
    cluster = stage.saved(stage.new(control_planes=control_planes, workers=workers))
    later = passed(down(cluster, *failed), 600)
    assert [
        name for name in failed if ("unreachable", "NoExecute") in taints(later, name)
    ] == emptied


def test_one_node_of_a_zone_is_emptied_every_ten_seconds() -> None:
    cluster = stage.saved(stage.new(workers=12))
    times = [
        sum(
            ("unreachable", "NoExecute")
            in taints(passed(down(cluster, "node-1", "node-4"), seconds), name)
            for name in ("node-1", "node-4")
        )
        for seconds in (50, 59, 60)
    ]
    assert times == [1, 1, 2]


def without_node(cluster: Cluster, name: str) -> Cluster:
    draft = cluster.draft()
    registry.delete(draft, kinds.kind_of_key("Node"), stage.one(cluster, "Node", name, ""))
    return stage.saved(settle(draft.cluster()), cluster.now)


@pytest.mark.proves("F22")
def test_the_pods_of_a_node_that_is_gone_are_collected_after_forty_seconds() -> None:
    cluster = without_node(web(), "node-2")
    assert len(on(passed(cluster, 39), "node-2")) == 2
    assert len(stage.slices(cluster, "web")[0]["endpoints"]) == 4 and ready(cluster) == 6
    later = passed(cluster, 40)
    assert not on(later, "node-2") and ready(later) == 6 and len(later.of("Pod")) == 6


def test_a_node_out_of_service_gives_its_pods_up_at_once() -> None:
    cluster = passed(down(web(), "node-2"), 60)
    node = stage.one(cluster, "Node", "node-2", "")
    out = {"key": "node.kubernetes.io/out-of-service", "effect": "NoExecute"}
    marked = objects.write(node, "spec.taints", [*node["spec"]["taints"], out])
    draft = cluster.draft()
    draft.put(marked)
    later = settle(draft.cluster())
    assert not on(later, "node-2") and ready(later) == 6


def test_a_recorded_node_is_as_healthy_as_it_says() -> None:
    cluster = web()
    assert (
        cluster.version
        == settle(cluster.at(cluster.now + timedelta(days=400)), {"Node", "Pod"}).version
    )


@pytest.mark.proves("B8", "F18")
def test_a_node_short_of_memory_evicts_and_recovers() -> None:
    cluster = web()
    strained = after(
        cluster,
        lambda draft: node_failures.add_pressure(
            draft, stage.one(cluster, "Node", "node-1", ""), "MemoryPressure", 1
        ),
    )
    lost = [pod for pod in on(strained, "node-1") if pods.is_terminal(pod)]
    assert [(pods.phase(pod), pod["status"]["reason"]) for pod in lost] == [("Failed", "Evicted")]
    assert ("memory-pressure", "NoSchedule") in taints(strained, "node-1") and ready(strained) == 6
    assert ("memory-pressure", "NoSchedule") in taints(passed(strained, 299), "node-1")
    assert taints(passed(strained, 300), "node-1") == set()


def test_the_end_of_it_is_when_nobody_is_driven_out_any_more() -> None:
    first = down(web(), "node-2")
    moments = [first, *recovery.follow_recovery(first)]
    assert [int((one.now - first.now).total_seconds()) for one in moments[1:]] == [50, 350]
    served, gaps = cluster_timeline.find_gaps(moments)
    assert served and not gaps
    steps = [
        cluster_timeline.compare(was, now) for was, now in zip(moments, moments[1:], strict=False)
    ]
    assert [shift[3:] for shift in (*steps[0].shifts, *steps[1].shifts)] == [(6, 4), (4, 6)]
    assert len(steps[1].evicted) == len(steps[1].created) == 2


def test_a_service_without_anybody_ready_is_told() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()),
        [stage.workload("Deployment", "web", WEB, replicas=1), stage.service("web", WEB)],
    )
    node = pods.node(cluster.of("Pod")[0])
    first = down(cluster, node)
    _, gaps = cluster_timeline.find_gaps([first, *recovery.follow_recovery(first)])
    begun: datetime = first.now
    assert [
        (gap.service[1], gap.since - begun, gap.until and gap.until - begun) for gap in gaps
    ] == [("web", timedelta(seconds=50), timedelta(seconds=350))]


STARTED = {"name": "c", "state": {"running": {}}}
STATES: dict[str, Object] = {
    "Terminating": {"metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"}},
    "Failed": {"status": {"phase": "Failed"}},
    "Succeeded": {"status": {"phase": "Succeeded"}},
    "Evicted": {"status": {"phase": "Failed", "reason": "Evicted"}},
    "ready": {"status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}]}},
    "ready again (restart 3)": {
        "status": {
            "phase": "Running",
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [{"restartCount": 1}, {"restartCount": 3}, {}],
        }
    },
    "CrashLoopBackOff": {
        "status": {
            "phase": "Running",
            "containerStatuses": [STARTED, {"state": {"waiting": {"reason": "CrashLoopBackOff"}}}],
        }
    },
    "Pending: no node": {
        "status": {
            "phase": "Pending",
            "conditions": [{"type": "PodScheduled", "status": "False", "message": "no node"}],
        }
    },
    "Pending: 0/1 nodes are available: 1 too small.": {
        "status": {
            "conditions": [
                {
                    "type": "PodScheduled",
                    "status": "False",
                    "message": "0/1 nodes are available: 1 too small. no new claims to deallocate, preemption: none",
                }
            ]
        }
    },
    "not ready": {"status": {"phase": "Running", "containerStatuses": [STARTED]}},
    "Pending": {"status": {"conditions": [{"type": "PodScheduled", "status": "True"}]}},
    "Unknown": {"status": {"phase": "Unknown"}},
}


@pytest.mark.parametrize("state", STATES)
def test_the_state_of_a_pod_in_a_few_words(state: str) -> None:
    pod = {"kind": "Pod", "metadata": {"name": "a"}, **STATES[state]}
    assert cluster_timeline.pod_state(pod) == state
