"""Which node a pod gets, and what it is told when it gets none."""

import json
from typing import Any

import pytest
import stage

from minik.controllers import settle
from minik.controllers.scheduler import SchedulingState
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read, write
from minik.model.source import Objects
from minik.scheduling.node_info import HostPort, ports_conflict, tolerates

CASES = json.loads((stage.DATA / "scheduling.json").read_text())
ELSEWHERE = (
    "node name of no node",
)  # there a pod was said to run on a node that is none; minik has no kubelet for it
READY = [{"type": "Ready", "status": "True", "reason": "KubeletReady"}]


def place(nodes: list[Object]) -> Cluster:
    """A cluster of just these nodes, all of them ready."""
    found = {}
    for number, node in enumerate(nodes):
        address = [{"type": "InternalIP", "address": f"192.168.0.{number + 11}"}]
        found[objects.name(node)] = write(
            write(node, "status.addresses", address), "status.conditions", READY
        )
    space = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}
    return stage.saved(
        settle(
            Cluster(
                Objects({"Node": found, "Namespace": {"default": space}}),
                now=stage.NOW,
                lineage="test",
            )
        )
    )


def told(cluster: Cluster, name: str) -> Any:
    """Where a pod is, and what its PodScheduled condition says."""
    pod = stage.one(cluster, "Pod", name)
    condition: Object = next(
        (one for one in pod["status"].get("conditions", ()) if one["type"] == "PodScheduled"), {}
    )
    return [
        read(pod, "spec.nodeName"),
        pod["status"]["phase"],
        condition.get("status"),
        condition.get("reason"),
        condition.get("message"),
    ]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case["case"] not in ELSEWHERE],
    ids=lambda case: str(case["case"]),
)
def test_pods_find_their_places_and_are_told_as_by_a_real_scheduler(case: Any) -> None:
    cluster = place(case["nodes"])
    for step in case["pods"]:
        cluster = stage.applied(cluster, [step["pod"]])
        assert told(cluster, step["pod"]["metadata"]["name"]) == [
            step[name] for name in ("node", "phase", "status", "reason", "message")
        ]


@pytest.mark.proves("A4")
def test_pods_go_where_the_fewest_are_and_then_by_name() -> None:
    cluster = stage.saved(stage.new())
    for number in range(7):
        cluster = stage.applied(cluster, [stage.pod(f"p{number}")])
    assert [pod["spec"]["nodeName"] for pod in cluster.of("Pod")] == [
        "node-1",
        "node-2",
        "node-3",
    ] * 2 + ["node-1"]


def places(cluster: Cluster, app: str) -> list[str]:
    return sorted(
        pod["spec"]["nodeName"]
        for pod in cluster.of("Pod")
        if objects.labels(pod).get("app") == app
    )


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet", "ReplicationController"])
def test_pods_of_one_workload_are_spread_however_full_the_nodes_are(kind: str) -> None:
    crowd = [stage.pod(f"p{number}", nodeName="node-3") for number in range(10)]
    cluster = stage.applied(stage.saved(stage.new()), crowd)
    after = stage.applied(cluster, [stage.workload(kind, "web", {"app": "web"}, replicas=6)])
    assert places(after, "web") == ["node-1", "node-1", "node-2", "node-2", "node-3", "node-3"]
    rolled = stage.applied(
        after, [stage.workload(kind, "web", {"app": "web"}, "registry.example/app:2", replicas=6)]
    )
    assert places(rolled, "web") == places(after, "web")


def test_pods_behind_one_service_are_spread() -> None:
    busy = [
        stage.pod("a", {"app": "web"}, nodeName="node-1"),
        *(stage.pod(f"p{number}", nodeName="node-2") for number in range(3)),
    ]
    cluster = stage.applied(
        stage.saved(stage.new(workers=2)), [stage.service("web", {"app": "web"}), *busy]
    )
    assert places(stage.applied(cluster, [stage.pod("b", {"app": "web"})]), "web") == [
        "node-1",
        "node-2",
    ]


def test_the_first_of_a_workload_goes_to_the_first_node_unless_that_is_clearly_fuller() -> None:
    few = stage.applied(
        stage.saved(stage.new()),
        [stage.pod(f"p{number}", nodeName="node-1") for number in range(2)],
    )
    assert places(
        stage.applied(few, [stage.workload("StatefulSet", "db", {"app": "db"})]), "db"
    ) == ["node-1"]
    many = stage.applied(
        stage.saved(stage.new()),
        [stage.pod(f"p{number}", nodeName="node-1") for number in range(20)],
    )
    assert places(
        stage.applied(many, [stage.workload("StatefulSet", "db", {"app": "db"})]), "db"
    ) == ["node-2"]


def test_many_workloads_of_one_pod_fill_all_nodes() -> None:
    several = [
        stage.workload("Deployment", f"web-{number}", {"app": f"web-{number}"})
        for number in range(60)
    ]
    cluster = stage.applied(stage.saved(stage.new()), several)
    counts = [
        sum(pod["spec"]["nodeName"] == f"node-{number}" for pod in cluster.of("Pod"))
        for number in (1, 2, 3)
    ]
    assert max(counts) - min(counts) <= 13


def test_pods_that_differ_by_their_token_alone_share_a_queue() -> None:
    state = SchedulingState(stage.new())
    mounts = [[{"name": f"kube-api-access-{end}", "mountPath": "/x"}] for end in ("aaaaa", "bbbbb")]
    pods = [
        stage.pod(f"web-{number}", containers=[{"name": "m", "volumeMounts": mount}])
        for number, mount in enumerate(mounts)
    ]
    first, second = (state.queue_for(pod, coarse=False) for pod in pods)
    assert first is second
    resources = {"requests": {"cpu": "1"}}
    large = stage.pod("large", containers=[{"name": "m", "resources": resources}])
    assert state.queue_for(large, coarse=False) is not first
    elsewhere = stage.pod("elsewhere", **{**pods[0]["spec"], "nodeSelector": {"a": "b"}})
    assert state.queue_for(elsewhere, coarse=False) is not first


def test_a_node_that_somebody_chose_is_kept() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()),
        [stage.pod("mine", nodeName="control-plane"), stage.pod("lost", nodeName="node-9")],
    )
    assert stage.one(cluster, "Pod", "mine")["spec"]["nodeName"] == "control-plane"
    assert told(cluster, "lost")[:2] == ["node-9", "Pending"]


def test_a_pod_carries_the_place_of_its_node() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()), [stage.pod("a"), stage.pod("b", nodeName="node-2")]
    )
    assert [objects.labels(pod)["topology.kubernetes.io/zone"] for pod in cluster.of("Pod")] == [
        "zone-b",
        "zone-c",
    ]
    assert stage.one(cluster, "Pod", "a")["metadata"]["generation"] == 1


MESSAGES: dict[str, Any] = {
    "taint of the control plane": (
        {"nodeSelector": {"kubernetes.io/hostname": "control-plane"}},
        [
            "1 node(s) had untolerated taint(s)",
            "3 node(s) didn't match Pod's node affinity/selector",
        ],
        "4 Preemption is not helpful for scheduling",
    ),
    "a host port twice": (
        {
            "containers": [
                {"name": "c", "image": "x", "ports": [{"containerPort": 80, "hostPort": 8080}]}
            ]
        },
        [
            "1 node(s) had untolerated taint(s)",
            "3 node(s) didn't have free ports for the requested pod ports",
        ],
        "1 Preemption is not helpful for scheduling, 3 No preemption victims found for incoming pod",
    ),
    "more than there is": (
        {
            "containers": [
                {
                    "name": "c",
                    "image": "x",
                    "resources": {"requests": {"cpu": "65", "memory": "1Ti"}},
                }
            ]
        },
        ["1 node(s) had untolerated taint(s)", "3 Insufficient cpu", "3 Insufficient memory"],
        "4 Preemption is not helpful for scheduling",
    ),
    "what nobody has": (
        {
            "containers": [
                {"name": "c", "image": "x", "resources": {"limits": {"example.com/gpu": "1"}}}
            ]
        },
        ["1 node(s) had untolerated taint(s)", "3 Insufficient example.com/gpu"],
        "4 Preemption is not helpful for scheduling",
    ),
}


@pytest.mark.parametrize("name", MESSAGES)
def test_reasons_are_summed_up_over_all_nodes(name: str) -> None:
    spec, reasons, helped = MESSAGES[name]
    holders = [
        stage.pod(
            f"holder-{number}",
            nodeName=f"node-{number}",
            containers=[
                {"name": "c", "image": "x", "ports": [{"containerPort": 80, "hostPort": 8080}]}
            ],
        )
        for number in (1, 2, 3)
    ]
    cluster = stage.applied(
        stage.applied(stage.saved(stage.new()), holders), [stage.pod("late", **spec)]
    )
    message = (
        f"0/4 nodes are available: {', '.join(sorted(reasons))}. no new claims to deallocate, "
        f"preemption: 0/4 nodes are available: {helped}."
    )
    assert told(cluster, "late") == [None, "Pending", "False", "Unschedulable", message]


@pytest.mark.proves("H13")
def test_a_pod_that_waits_is_placed_as_soon_as_there_is_a_place() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()), [stage.pod("picky", nodeSelector={"disk": "ssd"})]
    )
    assert told(cluster, "picky")[0] is None
    node = stage.one(cluster, "Node", "node-2", "")
    after = stage.with_put(
        cluster, write(node, "metadata.labels", {**objects.labels(node), "disk": "ssd"})
    )
    assert told(after, "picky")[:3] == ["node-2", "Running", "True"]


def test_without_nodes_it_says_so() -> None:
    cluster = stage.applied(stage.saved(stage.new(control_planes=0, workers=0)), [stage.pod("a")])
    assert told(cluster, "a")[4] == "no nodes available to schedule pods"


def test_a_node_takes_no_more_pods_than_it_may() -> None:
    cluster = stage.saved(stage.new(workers=1))
    node = stage.one(cluster, "Node", "node-1", "")
    cluster = stage.with_put(
        cluster, write(node, "status.allocatable", {**node["status"]["allocatable"], "pods": "2"})
    )
    after = stage.applied(cluster, [stage.pod(f"p{number}") for number in range(3)])
    assert [told(after, f"p{number}")[0] for number in range(3)] == ["node-1", "node-1", None]
    assert "1 Too many pods" in told(after, "p2")[4]


def test_important_pods_choose_first() -> None:
    classes = [
        {
            "apiVersion": "scheduling.k8s.io/v1",
            "kind": "PriorityClass",
            "metadata": {"name": "high"},
            "value": 1000,
        }
    ]
    large = [{"name": "c", "image": "x", "resources": {"requests": {"cpu": "40"}}}]
    pods = [
        stage.pod("a", containers=large),
        stage.pod("b", containers=large, priorityClassName="high"),
    ]
    cluster = stage.applied(stage.applied(stage.saved(stage.new(workers=1)), classes), pods)
    assert (told(cluster, "a")[0], told(cluster, "b")[0]) == (None, "node-1")


def test_what_a_pod_would_rather_have_or_avoid_counts_before_how_full_a_node_is() -> None:
    preferred = {
        "nodeAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [
                {
                    "weight": 1,
                    "preference": {
                        "matchExpressions": [
                            {
                                "key": "kubernetes.io/hostname",
                                "operator": "In",
                                "values": ["node-3"],
                            }
                        ]
                    },
                }
            ]
        }
    }
    cluster = stage.applied(
        stage.saved(stage.new()),
        [stage.pod(f"p{number}", affinity=preferred) for number in range(3)],
    )
    assert {pod["spec"]["nodeName"] for pod in cluster.of("Pod")} == {"node-3"}
    node = write(
        stage.one(cluster, "Node", "node-1", ""),
        "spec.taints",
        [{"key": "slow", "effect": "PreferNoSchedule"}],
    )
    after = stage.applied(stage.with_put(cluster, node), [stage.pod("q1"), stage.pod("q2")])
    assert [told(after, name)[0] for name in ("q1", "q2")] == ["node-2", "node-2"]


@pytest.mark.parametrize(
    "toleration, taint, covered",
    [
        ({"operator": "Exists"}, ("a", "x", "NoExecute"), True),
        ({"key": "a", "operator": "Exists"}, ("a", "x", "NoSchedule"), True),
        ({"key": "b", "operator": "Exists"}, ("a", "x", "NoSchedule"), False),
        ({"key": "a", "value": "x"}, ("a", "x", "NoSchedule"), True),
        ({"key": "a", "value": "y"}, ("a", "x", "NoSchedule"), False),
        ({"key": "a"}, ("a", "", "NoSchedule"), True),
        (
            {"key": "a", "operator": "Exists", "effect": "NoExecute"},
            ("a", "x", "NoSchedule"),
            False,
        ),
        ({"key": "a", "operator": "Gt", "value": "5"}, ("a", "7", "NoSchedule"), True),
        ({"key": "a", "operator": "Lt", "value": "5"}, ("a", "7", "NoSchedule"), False),
        ({"key": "a", "operator": "Gt", "value": "5"}, ("a", "x", "NoSchedule"), False),
    ],
)
def test_tolerations_cover_taints(
    toleration: Object, taint: tuple[str, str, str], covered: bool
) -> None:
    assert tolerates(toleration, *taint) is covered


@pytest.mark.proves("F37")
@pytest.mark.parametrize(
    "one, other, clash",
    [
        (("", "TCP", 80), ("", "TCP", 80), True),
        (("", "TCP", 80), ("", "UDP", 80), False),
        (("", "TCP", 80), ("", "TCP", 81), False),
        (("10.0.0.1", "TCP", 80), ("10.0.0.2", "TCP", 80), False),
        (("10.0.0.1", "TCP", 80), ("0.0.0.0", "TCP", 80), True),
    ],
)
def test_host_ports_clash(one: Any, other: Any, clash: bool) -> None:
    assert ports_conflict(HostPort(*one), HostPort(*other)) is clash


def near(
    kind: str, labels: dict[str, str], topology: str = "kubernetes.io/hostname", **term: Any
) -> Object:
    return {
        kind: {
            "requiredDuringSchedulingIgnoredDuringExecution": [
                {"labelSelector": {"matchLabels": labels}, "topologyKey": topology, **term}
            ]
        }
    }


def test_a_pod_keeps_away_others_that_did_not_ask() -> None:
    loner = stage.pod(
        "loner", {"app": "x"}, nodeName="node-1", affinity=near("podAntiAffinity", {"app": "y"})
    )
    cluster = stage.applied(
        stage.applied(stage.saved(stage.new(workers=1)), [loner]), [stage.pod("late", {"app": "y"})]
    )
    assert "1 node(s) didn't satisfy existing pods anti-affinity rules" in told(cluster, "late")[4]


def test_affinity_holds_for_zones_and_other_namespaces_too() -> None:
    spaces = [
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": {"name": "other", "labels": {"team": "a"}},
        }
    ]
    leader = stage.pod("leader", {"app": "x"}, nodeName="node-2")
    leader["metadata"]["namespace"] = "other"
    cluster = stage.applied(stage.saved(stage.new(workers=5)), [*spaces, leader])
    zone = "topology.kubernetes.io/zone"
    wishes: dict[str, Any] = {
        "by name": {"namespaces": ["other"]},
        "by label": {"namespaceSelector": {"matchLabels": {"team": "a"}}},
    }
    for name, term in wishes.items():
        follower = stage.pod(
            name.replace(" ", "-"),
            {"app": "f"},
            affinity=near("podAffinity", {"app": "x"}, zone, **term),
        )
        cluster = stage.applied(cluster, [follower])
        assert objects.labels(stage.one(cluster, "Pod", name.replace(" ", "-")))[zone] == "zone-c"
    alone = stage.applied(
        cluster, [stage.pod("alone", {"app": "f"}, affinity=near("podAffinity", {"app": "x"}))]
    )
    assert "node(s) didn't match pod affinity rules" in told(alone, "alone")[4]


def test_pods_are_spread_over_zones_by_as_little_as_may_be() -> None:
    constraint = {
        "maxSkew": 1,
        "topologyKey": "topology.kubernetes.io/zone",
        "whenUnsatisfiable": "DoNotSchedule",
        "labelSelector": {"matchLabels": {"app": "s"}},
    }
    held = [stage.pod("held", {"app": "s"}, nodeName="node-1")]
    pods = [
        stage.pod(f"p{number}", {"app": "s"}, topologySpreadConstraints=[constraint])
        for number in range(5)
    ]
    cluster = stage.applied(stage.applied(stage.saved(stage.new()), held), pods)
    assert sorted(pod["spec"].get("nodeName") or "" for pod in cluster.of("Pod")) == sorted(
        ["node-1", "node-2", "node-3"] * 2
    )
