"""A new cluster."""

from typing import Any

import pytest
import stage

from minik.bootstrap import new_cluster
from minik.bootstrap.init_options import parse_settings
from minik.errors import ClientError
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.settings import DEFAULT


@pytest.mark.proves("A10")
def test_it_is_small_and_complete() -> None:
    cluster = stage.new()
    assert stage.named(cluster, "Node") == ["control-plane", "node-1", "node-2", "node-3"]
    assert stage.named(cluster, "Namespace") == [
        "default",
        "kube-node-lease",
        "kube-public",
        "kube-system",
    ]
    assert stage.one(cluster, "Service", "kubernetes")["spec"]["clusterIP"] == "10.96.0.1"
    assert stage.addresses(cluster, "kubernetes") == ["192.168.0.10:6443"]
    assert stage.slices(cluster, "kubernetes")[0]["endpoints"] == [
        {"addresses": ["192.168.0.10"], "conditions": {"ready": True}}
    ]
    assert (
        stage.one(cluster, "ServiceCIDR", "kubernetes", "")["status"]["conditions"][0]["status"]
        == "True"
    )


@pytest.mark.proves("A1")
def test_control_plane_and_workers_are_told_apart() -> None:
    cluster = stage.new(control_planes=2, workers=1)
    control = [
        objects.name(node)
        for node in cluster.of("Node")
        if "node-role.kubernetes.io/control-plane" in objects.labels(node)
    ]
    assert control == ["control-plane", "control-plane-2"]
    (taint,) = nodes.taints(stage.one(cluster, "Node", "control-plane", ""))
    assert (taint["key"], taint["effect"]) == (
        "node-role.kubernetes.io/control-plane",
        "NoSchedule",
    )


def test_nodes_are_where_and_what_the_recorded_ones_are() -> None:
    recorded = [obj for obj in stage.recording("my-service")["dump"] if obj["kind"] == "Node"]
    cluster = stage.new(control_planes=0, workers=2)
    for node in recorded:
        mine = stage.one(cluster, "Node", objects.name(node), "")
        assert objects.labels(mine) == objects.labels(node) and mine["spec"] == node["spec"]
        assert mine["status"]["addresses"] == node["status"]["addresses"]
        for field in ("capacity", "allocatable"):
            assert node["status"][field].items() <= mine["status"][field].items()
            assert {"ephemeral-storage", "hugepages-2Mi"} <= mine["status"][field].keys()
        assert nodes.is_ready(mine)


@pytest.mark.parametrize(
    "family, cidrs, hosts, service",
    [
        ("ipv4", ["10.244.1.0/24"], ["192.168.0.11"], "10.96.0.1"),
        ("ipv6", ["fd00:10:244:1::/64"], ["fd00:192::11"], "fd00:10:96::1"),
        (
            "dual",
            ["10.244.1.0/24", "fd00:10:244:1::/64"],
            ["192.168.0.11", "fd00:192::11"],
            "10.96.0.1",
        ),
    ],
)
def test_families_show_in_ranges_and_addresses(
    family: str, cidrs: list[str], hosts: list[str], service: str
) -> None:
    cluster = stage.new(family=family)
    node = stage.one(cluster, "Node", "node-1", "")
    assert (node["spec"]["podCIDRs"], nodes.addresses(node, "InternalIP")) == (cidrs, hosts)
    assert stage.one(cluster, "Service", "kubernetes")["spec"]["clusterIP"] == service


def test_ranges_that_are_too_small_are_refused() -> None:
    with pytest.raises(ClientError, match="has ranges for 4 nodes only"):
        new_cluster.create_cluster(DEFAULT._replace(pod_cidrs=("10.0.0.0/22",)), stage.NOW, 1, 4)


def test_the_same_cluster_has_the_same_uids_and_another_has_others() -> None:
    uids = [
        objects.uid(stage.one(stage.new(workers=workers), "Node", "node-1", ""))
        for workers in (1, 1, 2)
    ]
    assert uids[0] == uids[1] != uids[2]


@pytest.mark.parametrize("text, seconds", [("", 0), ("1s", 1), ("2m", 120)])
def test_how_long_jobs_run_is_a_setting(text: str, seconds: int) -> None:
    assert parse_settings(job_duration=text).job_duration == seconds


@pytest.mark.parametrize("text", ["0s", "-1s", "100ms", "soon"])
def test_a_job_cannot_run_for_less_than_a_second(text: str) -> None:
    with pytest.raises(ClientError, match="--job-duration"):
        parse_settings(job_duration=text)


@pytest.mark.parametrize(
    "options, lineage",
    [
        ({}, "rbhd6gksdvqm9dbb"),
        ({"family": "dual", "pool": "192.0.2.1-192.0.2.9"}, "v87fx9vnz2k75fbb"),
        ({"allow_loopback_endpoints": True, "proxy_mode": "nftables"}, "nnlqw96nt8l9zfbb"),
    ],
)
def test_the_same_options_give_the_same_lineage_for_ever(
    options: dict[str, Any], lineage: str
) -> None:
    """Names and uids are made of it: a setting that is added later must not change it."""
    assert new_cluster.create_cluster(parse_settings(**options), stage.NOW).lineage == lineage
