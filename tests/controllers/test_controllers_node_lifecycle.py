"""Nodes that people apply: their status, their taints, their ranges."""

from typing import Any

import pytest
import stage

from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, write


def node(name: str = "extra", **fields: Any) -> Object:
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}, **fields}


def joined(*found: Object, **options: Any) -> Cluster:
    return stage.applied(stage.saved(stage.new(**options)), found)


@pytest.mark.proves("A7")
def test_a_node_that_is_applied_is_a_machine_that_works() -> None:
    cluster = joined(node(), node("other"))
    for name, ip, cidr in (
        ("extra", "192.168.0.14", "10.244.4.0/24"),
        ("other", "192.168.0.15", "10.244.5.0/24"),
    ):
        found = stage.one(cluster, "Node", name, "")
        assert nodes.is_ready(found) and not nodes.taints(found)
        assert nodes.addresses(found, "InternalIP") == [ip] and found["spec"]["podCIDRs"] == [cidr]
        assert objects.labels(found)["kubernetes.io/hostname"] == name and found["status"][
            "nodeInfo"
        ]["kubeletVersion"].startswith("v1.36")
    assert (
        stage.one(stage.applied(cluster, [stage.pod("a")]), "Pod", "a")["spec"]["nodeName"]
        == "extra"
    )


def test_what_a_manifest_says_of_a_node_holds() -> None:
    status = {
        "capacity": {"cpu": "2", "pods": "3"},
        "addresses": [{"type": "InternalIP", "address": "10.1.1.1"}],
    }
    told = write(node(status=status), "metadata.labels", {"kubernetes.io/arch": "arm64"})
    found = stage.one(joined(told), "Node", "extra", "")
    assert found["status"]["allocatable"] == {"cpu": "2", "pods": "3"} and nodes.addresses(
        found, "InternalIP"
    ) == ["10.1.1.1"]
    assert objects.labels(found)["kubernetes.io/arch"] == "arm64"


@pytest.mark.parametrize("status, taint", [("False", "not-ready"), ("Unknown", "unreachable")])
def test_a_status_that_says_not_ready_is_believed(status: str, taint: str) -> None:
    found = stage.one(
        joined(node(status={"conditions": [{"type": "Ready", "status": status}]})),
        "Node",
        "extra",
        "",
    )
    assert not nodes.is_ready(found) and f"node.kubernetes.io/{taint}" in [
        one["key"] for one in nodes.taints(found)
    ]


def changed(cluster: Cluster, path: str, value: Any) -> Cluster:
    return stage.with_put(cluster, write(stage.one(cluster, "Node", "node-1", ""), path, value))


def taints(cluster: Cluster) -> list[str]:
    return [
        f"{taint['key']}:{taint['effect']}"
        for taint in nodes.taints(stage.one(cluster, "Node", "node-1", ""))
    ]


def test_a_cordon_is_a_taint_and_goes_with_it() -> None:
    cordoned = changed(stage.saved(stage.new()), "spec.unschedulable", True)
    assert nodes.taints(stage.one(cordoned, "Node", "node-1", "")) == [
        {
            "key": "node.kubernetes.io/unschedulable",
            "effect": "NoSchedule",
            "timeAdded": "2026-11-23T08:00:00Z",
        }
    ]
    free = changed(cordoned, "spec.unschedulable", False)
    assert "taints" not in stage.one(free, "Node", "node-1", "")["spec"]


@pytest.mark.parametrize(
    "kind, status, key",
    [
        ("Ready", "False", "not-ready"),
        ("Ready", "Unknown", "unreachable"),
        ("MemoryPressure", "True", "memory-pressure"),
        ("DiskPressure", "True", "disk-pressure"),
        ("PIDPressure", "True", "pid-pressure"),
        ("NetworkUnavailable", "True", "network-unavailable"),
    ],
)
def test_conditions_become_taints_that_keep_new_pods_away(kind: str, status: str, key: str) -> None:
    cluster = stage.saved(stage.new())
    well = stage.one(cluster, "Node", "node-1", "")["status"]["conditions"]
    sick = changed(
        cluster,
        "status.conditions",
        [*(one for one in well if one["type"] != kind), {"type": kind, "status": status}],
    )
    assert taints(sick) == [f"node.kubernetes.io/{key}:NoSchedule"]
    assert taints(changed(sick, "status.conditions", well)) == []


def test_taints_that_people_put_stay() -> None:
    cluster = changed(
        stage.saved(stage.new()),
        "spec.taints",
        [{"key": "dedicated", "value": "db", "effect": "NoSchedule"}],
    )
    assert taints(
        changed(changed(cluster, "spec.unschedulable", True), "spec.unschedulable", False)
    ) == ["dedicated:NoSchedule"]


def test_when_ranges_run_out_a_node_has_none() -> None:
    cluster = joined(node(), node("other"), pod_cidr="10.0.0.0/22", workers=2)
    ranges = [
        stage.one(cluster, "Node", name, "")["spec"].get("podCIDR") for name in ("extra", "other")
    ]
    assert ranges == ["10.0.3.0/24", None]
