"""Routes: which entries a Service has, which backends answer there, and why the others do not."""

from collections.abc import Mapping
from typing import Any

import pytest
from objects import build

from minik.model.cluster import Cluster
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.proxy import clients, routing
from minik.proxy import mode as modes
from minik.proxy.backends import NotUsed
from minik.proxy.routing import Route
from minik.proxy.service_ports import IGNORED

NODES = {"node-1": ("192.168.0.11", "10.9.0.11"), "node-2": ("192.168.0.12", "10.9.0.12")}
HERE, THERE = "10.244.1.2", "10.244.2.2"
PLACES = {HERE: "node-1", THERE: "node-2"}


def cluster(spec: Mapping[str, Any] | None = None, /, **endpoints: Mapping[str, Any]) -> Cluster:
    """Two nodes of two addresses each and a Service `web` whose endpoints are on both, but for what
    is given: further fields of its spec, and conditions or hints of the endpoints `here` and
    `there`.
    """
    service = {
        "type": "LoadBalancer",
        "clusterIP": "10.96.0.9",
        "clusterIPs": ["10.96.0.9"],
        "ipFamilies": ["IPv4"],
        "externalIPs": ["192.0.2.99"],
        "ports": [{"name": "http", "port": 80, "nodePort": 30080, "protocol": "TCP"}],
        **(spec or {}),
    }
    endpoint_list = [
        {"addresses": [address], "nodeName": PLACES[address], **endpoints.get(name, {})}
        for name, address in (("here", HERE), ("there", THERE))
    ]
    slice_ = {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {
            "name": "web-1",
            "namespace": "default",
            "labels": {"kubernetes.io/service-name": "web"},
        },
        "addressType": "IPv4",
        "endpoints": endpoint_list,
        "ports": [{"name": "http", "port": 8080, "protocol": "TCP"}],
    }
    status = {"loadBalancer": {"ingress": [{"ip": "192.0.2.10"}]}}
    nodes = {
        name: build(
            "Node",
            name,
            status={"addresses": [{"type": "InternalIP", "address": one} for one in addresses]},
        )
        for name, addresses in NODES.items()
    }
    by_kind: dict[str, Any] = {
        "Node": nodes,
        "EndpointSlice": {"default/web-1": slice_},
        "Service": {"default/web": build("Service", "web", "default", spec=service, status=status)},
    }
    return Cluster(Objects(by_kind), DEFAULT)


def routes(
    its: Cluster, mode: str = "iptables", node: str = "node-1", client: str = ""
) -> list[Route]:
    service = its.get("Service", "default", "web")
    assert service
    who = clients.find(its, client, "default") if client else None
    found = its.get("Node", "", node) if node else None
    return list(routing.routes(its, service, modes.find(mode), found, who))


def entry(found: list[Route], kind: str) -> Route:
    return next(route for route in found if route.entry == kind)


def places(route: Route) -> list[str]:
    return [backend.address for backend in route.backends]


NODE_PORTS = [
    ("iptables", "node-1", ["192.168.0.11", "10.9.0.11"]),
    ("ipvs", "node-1", ["192.168.0.11", "10.9.0.11"]),
    ("userspace", "node-1", ["192.168.0.11", "10.9.0.11"]),
    ("nftables", "node-1", ["192.168.0.11"]),
    ("nftables", "", ["192.168.0.11", "192.168.0.12"]),
]


@pytest.mark.parametrize(("mode", "node", "addresses"), NODE_PORTS)
def test_node_ports_answer_where_the_mode_has_them(
    mode: str, node: str, addresses: list[str]
) -> None:
    found = routes(cluster(), mode, node)
    assert [route.address for route in found if route.entry == "NodePort"] == addresses
    assert [(route.entry, route.address, route.port) for route in found[:3]] == [
        ("ClusterIP", "10.96.0.9", 80),
        ("ExternalIP", "192.0.2.99", 80),
        ("LoadBalancer", "192.0.2.10", 80),
    ]


LOCAL = {"externalTrafficPolicy": "Local", "internalTrafficPolicy": "Local"}
CHOICES = [  # spec, mode, entry, client → the backends
    ({}, "iptables", "ClusterIP", "", [HERE, THERE]),
    (LOCAL, "iptables", "ClusterIP", "", [HERE]),
    (LOCAL, "iptables", "NodePort", "outside", [HERE]),
    (LOCAL, "iptables", "NodePort", "node-1", [HERE, THERE]),
    (LOCAL, "iptables", "NodePort", "node-2", [HERE]),
    (LOCAL, "ipvs", "NodePort", "node-1", [HERE]),
    (LOCAL, "userspace", "ClusterIP", "", [HERE, THERE]),
    ({"loadBalancerSourceRanges": ["203.0.113.0/24"]}, "iptables", "LoadBalancer", "192.0.2.1", []),
    (
        {"loadBalancerSourceRanges": ["203.0.113.0/24"]},
        "iptables",
        "LoadBalancer",
        "203.0.113.1",
        [HERE, THERE],
    ),
    (
        {"loadBalancerSourceRanges": ["203.0.113.0/24"]},
        "userspace",
        "LoadBalancer",
        "192.0.2.1",
        [HERE, THERE],
    ),
]


@pytest.mark.parametrize(("spec", "mode", "kind", "client", "backends"), CHOICES)
def test_policy_mode_and_client_decide(
    spec: dict[str, Any], mode: str, kind: str, client: str, backends: list[str]
) -> None:
    assert places(entry(routes(cluster(spec), mode, client=client), kind)) == backends


GONE: dict[str, Any] = {"conditions": {"ready": False, "serving": False}}
LEAVING: dict[str, Any] = {"conditions": {"ready": False, "serving": True, "terminating": True}}


def hint(zone: str) -> dict[str, Any]:
    return {"hints": {"forZones": [{"name": zone}], "forNodes": [{"name": zone}]}}


REASONS = [  # spec, endpoints, mode, entry → why each backend is not used, and how a packet ends
    ({}, {"there": GONE}, "iptables", "ClusterIP", {THERE: NotUsed.NOT_READY}, ""),
    ({}, {"there": LEAVING}, "iptables", "ClusterIP", {THERE: NotUsed.TERMINATING}, ""),
    ({}, {"here": GONE, "there": LEAVING}, "iptables", "ClusterIP", {HERE: NotUsed.NOT_READY}, ""),
    (LOCAL, {}, "iptables", "ClusterIP", {THERE: NotUsed.OTHER_NODE}, ""),
    (
        LOCAL,
        {"here": GONE},
        "iptables",
        "ClusterIP",
        {HERE: NotUsed.NOT_READY, THERE: NotUsed.OTHER_NODE},
        "dropped",
    ),
    (
        LOCAL,
        {"there": GONE, "here": GONE},
        "iptables",
        "NodePort",
        {HERE: NotUsed.NOT_READY, THERE: NotUsed.NOT_READY},
        "rejected",
    ),
    (LOCAL, {"here": GONE}, "ipvs", "ClusterIP", {HERE: NotUsed.NOT_READY}, ""),
    (
        LOCAL,
        {"here": GONE},
        "ipvs",
        "NodePort",
        {HERE: NotUsed.NOT_READY, THERE: NotUsed.OTHER_NODE},
        "unanswered",
    ),
    (
        {},
        {"here": LEAVING, "there": GONE},
        "userspace",
        "ClusterIP",
        {HERE: NotUsed.TERMINATING, THERE: NotUsed.NOT_READY},
        "rejected",
    ),
    (
        {},
        {"here": hint("node-1"), "there": hint("node-2")},
        "nftables",
        "ClusterIP",
        {THERE: NotUsed.HINTS},
        "",
    ),
]


@pytest.mark.parametrize(("spec", "endpoints", "mode", "kind", "not_used", "refusal"), REASONS)
def test_a_backend_that_is_not_used_has_its_reason(
    spec: dict[str, Any],
    endpoints: dict[str, Any],
    mode: str,
    kind: str,
    not_used: dict[str, NotUsed],
    refusal: str,
) -> None:
    route = entry(routes(cluster(spec, **endpoints), mode), kind)
    assert {backend.address: reason for backend, reason in route.not_used} == not_used
    assert route.refusal == refusal
    assert {*places(route), *not_used} == {HERE, THERE}


def test_a_service_without_rules_has_no_route() -> None:
    its = cluster()
    service = its.get("Service", "default", "web")
    assert service
    labels = {**service["metadata"], "labels": {IGNORED: "other"}}
    headless = {**service["spec"], "clusterIP": "None", "clusterIPs": ["None"]}
    for other in ({**service, "metadata": labels}, {**service, "spec": headless}):
        assert not list(routing.routes(its, other, modes.find("iptables")))


@pytest.mark.parametrize(
    ("ports", "families", "number"),
    [
        ([{"name": "http", "port": 80}], ["IPv4"], 1),
        ([{"name": "http", "port": 80, "protocol": "TCP"}], None, 1),
        ([{"name": "http", "port": 80, "protocol": "XYZ"}], ["IPv4"], 0),
    ],
    ids=["no protocol is TCP", "the address has a family", "no proxy knows it"],
)
def test_what_a_service_leaves_out_is_as_the_server_takes_it(
    ports: list[Any], families: list[str] | None, number: int
) -> None:
    its = cluster({"ports": ports, "ipFamilies": families, "externalIPs": [], "type": "ClusterIP"})
    found = [route for route in routes(its) if route.entry == "ClusterIP"]
    assert len(found) == number and all(places(route) == [HERE, THERE] for route in found)
