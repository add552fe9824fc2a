"""Daemon sets: one pod on every node that suits."""

from datetime import timedelta
from typing import Any

import pytest
import stage

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, write
from minik.simulation import clock

AGENT = {"app": "agent"}


def made(image: str = "registry.example/agent:1", **pod: Any) -> Object:
    found = stage.workload("DaemonSet", "agent", AGENT, image)
    return write(found, "spec.template.spec", {**found["spec"]["template"]["spec"], **pod})


def nodes(cluster: Cluster) -> list[str]:
    return sorted(pod["spec"]["nodeName"] for pod in cluster.of("Pod"))


def changed(cluster: Cluster, node: str, path: str, value: Any) -> Cluster:
    return stage.with_put(cluster, write(stage.one(cluster, "Node", node, ""), path, value))


@pytest.fixture(scope="module")
def first() -> Cluster:
    return stage.applied(stage.saved(stage.new()), [made()])


def test_every_node_that_takes_pods_has_one(first: Cluster) -> None:
    assert nodes(first) == ["node-1", "node-2", "node-3"]
    everywhere = stage.applied(first, [made(tolerations=[{"operator": "Exists"}])])
    assert nodes(everywhere) == ["control-plane", "node-1", "node-2", "node-3"]


def test_pods_are_bound_by_name_and_endure_what_may_befall_a_node(first: Cluster) -> None:
    pod = first.of("Pod")[0]
    required = pod["spec"]["affinity"]["nodeAffinity"][
        "requiredDuringSchedulingIgnoredDuringExecution"
    ]
    assert required["nodeSelectorTerms"] == [
        {
            "matchFields": [
                {"key": "metadata.name", "operator": "In", "values": [pod["spec"]["nodeName"]]}
            ]
        }
    ]
    recorded = next(obj for obj in stage.recording("daemonset")["dump"] if obj["kind"] == "Pod")
    assert pod["spec"]["tolerations"] == recorded["spec"]["tolerations"]
    assert (
        objects.labels(pod)["pod-template-generation"] == "1"
        and objects.labels(pod)["controller-revision-hash"]
    )


def test_status_is_that_of_a_real_one(first: Cluster) -> None:
    recorded = next(
        obj for obj in stage.recording("daemonset")["dump"] if obj["kind"] == "DaemonSet"
    )["status"]
    status = stage.one(first, "DaemonSet", "agent")["status"]
    assert status == {name: 3 if number == 2 else number for name, number in recorded.items()}


@pytest.mark.parametrize(
    "where",
    [
        {"nodeSelector": {"kubernetes.io/hostname": "node-2"}},
        {
            "affinity": {
                "nodeAffinity": {
                    "requiredDuringSchedulingIgnoredDuringExecution": {
                        "nodeSelectorTerms": [
                            {
                                "matchExpressions": [
                                    {
                                        "key": "topology.kubernetes.io/zone",
                                        "operator": "In",
                                        "values": ["zone-c"],
                                    }
                                ]
                            }
                        ]
                    }
                }
            }
        },
    ],
)
def test_selectors_and_affinity_say_where(first: Cluster, where: Any) -> None:
    assert nodes(stage.applied(first, [made(**where)])) == ["node-2"]


def test_a_new_node_gets_a_pod_and_one_that_no_longer_suits_loses_it(first: Cluster) -> None:
    more = stage.applied(
        first, [{"apiVersion": "v1", "kind": "Node", "metadata": {"name": "extra"}}]
    )
    assert nodes(more) == ["extra", "node-1", "node-2", "node-3"]
    chosen = stage.applied(first, [made(nodeSelector={"disk": "ssd"})])
    labels = {**objects.labels(stage.one(chosen, "Node", "node-1", "")), "disk": "ssd"}
    there = changed(chosen, "node-1", "metadata.labels", labels)
    assert nodes(there) == ["node-1"]
    assert nodes(changed(there, "node-1", "metadata.labels", {})) == []


@pytest.mark.parametrize("effect, stays", [("NoSchedule", True), ("NoExecute", False)])
def test_only_a_taint_that_drives_out_drives_out(first: Cluster, effect: str, stays: bool) -> None:
    tainted = changed(first, "node-1", "spec.taints", [{"key": "x", "effect": effect}])
    assert ("node-1" in nodes(tainted)) == stays


@pytest.mark.parametrize("effect, counted", [("NoSchedule", 3), ("NoExecute", 2)])
def test_a_taint_that_drives_nobody_out_is_counted_at_the_next_change_of_the_set(
    first: Cluster, effect: str, counted: int
) -> None:
    tainted = changed(first, "node-1", "spec.taints", [{"key": "a", "effect": effect}])
    status = stage.one(tainted, "DaemonSet", "agent")["status"]
    assert status["desiredNumberScheduled"] == counted
    after = stage.one(
        stage.applied(tainted, [made("registry.example/agent:2")]), "DaemonSet", "agent"
    )
    assert after["status"]["desiredNumberScheduled"] == 2


def test_cordoned_nodes_have_theirs_all_the_same(first: Cluster) -> None:
    cordoned = changed(first, "node-1", "spec.unschedulable", True)
    pod = next(pod for pod in cordoned.of("Pod") if pod["spec"]["nodeName"] == "node-1")
    assert nodes(stage.without(cordoned, "Pod", objects.name(pod))) == [
        "node-1",
        "node-2",
        "node-3",
    ]


def test_pods_that_ended_or_are_one_too_many_are_put_right(first: Cluster) -> None:
    failed = stage.with_put(first, write(first.of("Pod")[0], "status.phase", "Failed"))
    assert nodes(failed) == ["node-1", "node-2", "node-3"]
    double = first.of("Pod")[0]
    double = write(write(double, "metadata.name", "agent-double"), "metadata.uid", "double")
    assert nodes(stage.with_put(first, double)) == ["node-1", "node-2", "node-3"]


def test_another_template_rolls(first: Cluster) -> None:
    cluster = stage.applied(first, [made("registry.example/agent:2")])
    assert {pod["spec"]["containers"][0]["image"][-1] for pod in cluster.of("Pod")} == {
        "2"
    } and nodes(cluster) == nodes(first)
    assert {objects.labels(pod)["pod-template-generation"] for pod in cluster.of("Pod")} == {"2"}
    assert [
        one["revision"]
        for one in sorted(cluster.of("ControllerRevision"), key=lambda one: one["revision"])
    ] == [1, 2]


def test_a_rollout_whose_pods_do_not_fit_stops_at_as_many_as_may_be_missing(first: Cluster) -> None:
    large = made("registry.example/agent:2")
    large = write(
        large,
        "spec.template.spec.containers",
        [{"name": "main", "image": "x:2", "resources": {"requests": {"cpu": "100"}}}],
    )
    cluster = stage.applied(first, [large])
    assert sorted(pod["status"]["phase"] for pod in cluster.of("Pod")) == [
        "Pending",
        "Running",
        "Running",
    ]
    assert stage.one(cluster, "DaemonSet", "agent")["status"]["numberUnavailable"] == 1


def test_on_delete_waits_for_somebody_to_delete(first: Cluster) -> None:
    later = write(made("registry.example/agent:2"), "spec.updateStrategy", {"type": "OnDelete"})
    cluster = stage.applied(first, [later])
    assert {pod["spec"]["containers"][0]["image"][-1] for pod in cluster.of("Pod")} == {"1"}
    again = stage.without(cluster, "Pod", stage.named(cluster, "Pod")[0])
    assert sorted(pod["spec"]["containers"][0]["image"][-1] for pod in again.of("Pod")) == [
        "1",
        "1",
        "2",
    ]


def test_a_set_that_comes_without_its_revisions_believes_its_pods() -> None:
    found = stage.recording("daemonset")
    word = next(
        objects.labels(obj)["controller-revision-hash"]
        for obj in found["dump"]
        if obj["kind"] == "Pod"
    )
    cluster = stage.with_put(
        stage.saved(stage.new(workers=2)),
        *(obj for obj in found["dump"] if obj["kind"] in ("DaemonSet", "Pod")),
    )
    assert stage.named(cluster, "ControllerRevision") == [f"agent-{word}"]
    assert sorted(stage.named(cluster, "Pod")) == sorted(
        objects.name(obj) for obj in found["dump"] if obj["kind"] == "Pod"
    )


def test_pods_count_as_available_once_they_have_been_ready_long_enough() -> None:
    """Upstream: `syncDaemonSet` looks again after minReadySeconds, without any change."""
    agent = stage.workload("DaemonSet", "agent", {"app": "agent"}, minReadySeconds=10)
    cluster = stage.applied(stage.saved(stage.new()), [agent])
    counts = {
        int((moment.now - stage.NOW).total_seconds()): stage.one(moment, "DaemonSet", "agent")[
            "status"
        ].get("numberAvailable", 0)
        for moment in clock.advance(cluster, stage.NOW + timedelta(seconds=12))
    }
    assert (counts[10], counts[12]) == (3, 3) and not any(
        count for second, count in counts.items() if second < 10
    )
