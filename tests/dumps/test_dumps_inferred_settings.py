"""Settings read off a cluster's objects."""

from typing import Any

import pytest

from minik.dumps.inferred_settings import infer_settings
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects
from minik.proxy import mode


def node(name: str, *cidrs: str) -> Object:
    return {"metadata": {"name": name}, "spec": {"podCIDR": cidrs[0], "podCIDRs": list(cidrs)}}


def service(name: str, *ips: str) -> Object:
    return {
        "metadata": {"name": name, "namespace": "default"},
        "spec": {"clusterIP": ips[0], "clusterIPs": list(ips)},
    }


PODS = {
    "none": ([], ("10.244.0.0/16",)),
    "the usual": ([node("a", "10.244.1.0/24"), node("b", "10.244.200.0/24")], ("10.244.0.0/16",)),
    "others": ([node("a", "10.42.0.0/24"), node("b", "10.42.1.0/24")], ("10.42.0.0/16",)),
    "far apart": ([node("a", "10.0.1.0/24"), node("b", "10.200.0.0/24")], ("10.0.0.0/8",)),
    "two families": (
        [node("a", "10.244.1.0/24", "fd00:10:244:1::/64")],
        ("10.244.0.0/16", "fd00:10:244::/56"),
    ),
    "six first": ([node("a", "fd77:1::/64", "10.244.1.0/24")], ("fd77:1::/56", "10.244.0.0/16")),
    "nonsense": ([node("a", "x")], ("10.244.0.0/16",)),
}


@pytest.mark.parametrize("name", PODS)
def test_pod_ranges_are_told_by_the_nodes(name: str) -> None:
    nodes, expected = PODS[name]
    assert (
        infer_settings({"Node": {str(number): one for number, one in enumerate(nodes)}}).pod_cidrs
        == expected
    )


SERVICES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "told": (
        {"ServiceCIDR": {"kubernetes": {"spec": {"cidrs": ["10.50.0.0/16", "fd00::/112"]}}}},
        ("10.50.0.0/16", "fd00::/112"),
    ),
    "the usual": ({"Service": {"default/a": service("a", "10.96.3.4")}}, ("10.96.0.0/16",)),
    "others": (
        {
            "Service": {
                "default/kubernetes": service("kubernetes", "10.43.0.1"),
                "default/a": service("a", "10.43.9.9"),
            }
        },
        ("10.43.0.0/16",),
    ),
    "two families": (
        {"Service": {"default/a": service("a", "10.96.1.1", "fd00:10:96::5")}},
        ("10.96.0.0/16", "fd00:10:96::/112"),
    ),
    "headless only": ({"Service": {"default/a": service("a", "None")}}, ("10.96.0.0/16",)),
    "as the nodes": (
        {"Node": {"a": node("a", "10.244.1.0/24", "fd00:10:244:1::/64")}},
        ("10.96.0.0/16", "fd00:10:96::/112"),
    ),
}


@pytest.mark.parametrize("name", SERVICES)
def test_service_ranges_are_told_by_their_object_else_by_the_addresses_in_use(name: str) -> None:
    source, expected = SERVICES[name]
    assert infer_settings(source).service_cidrs == expected


def test_domain_and_proxy_mode_are_told_by_the_config_maps_of_kubeadm() -> None:
    corefile = ".:53 {\n    errors\n    kubernetes k8s.example.com in-addr.arpa ip6.arpa {\n       pods insecure\n    }\n}\n"
    found = infer_settings(
        {
            "ConfigMap": {
                "kube-system/coredns": {"data": {"Corefile": corefile}},
                "kube-system/kube-proxy": {
                    "data": {"config.conf": 'clusterCIDR: ""\nmode: "ipvs"\n'}
                },
            }
        }
    )
    assert (found.cluster_domain, found.proxy_mode) == ("k8s.example.com", "ipvs")
    odd = infer_settings(
        {
            "ConfigMap": {
                "kube-system/coredns": {"data": {}},
                "kube-system/kube-proxy": {"data": {"config.conf": "mode: magic"}},
            }
        }
    )
    assert (odd.cluster_domain, mode.of_cluster(Cluster(Objects(), odd)).name) == (
        "cluster.local",
        "iptables",
    )
