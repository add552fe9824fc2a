"""One table of packets, for whoever says where packets go: the tracer, the routes, and the kernel
itself.

A small cluster of two nodes, seen from node-1; every row is a packet, the places that it may be
sent to, and how it ends. It is written in IPv4; the same in IPv6 is made of it, address by address.
"""

import json
import re
from typing import Any, NamedTuple

from objects import build

from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.proxy import clients, node_view, routing
from minik.proxy import mode as modes
from minik.proxy.clients import Client
from minik.proxy.node_view import NodeView
from minik.proxy.packets import Packet
from minik.proxy.service_ports import service_ports

MODES = {mode.name: mode for mode in modes.all_modes()}
AGREEING = ("iptables", "nftables")
FAR, ALLOWED, POD, HOST, ITSELF = (
    "198.51.100.9",
    "203.0.113.5",
    "10.244.1.9",
    "192.168.0.11",
    "127.0.0.1",
)
LB, EXTERNAL, NEAR_LB, OPEN, UDP = (
    "192.0.2.10",
    "192.0.2.99",
    "192.0.2.11",
    "192.0.2.98",
    "192.0.2.97",
)


def node(name: str, address: str) -> dict[str, Any]:
    zone = {"topology.kubernetes.io/zone": f"zone-{name[-1]}"}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "labels": zone},
        "spec": {},
        "status": {"addresses": [{"type": "InternalIP", "address": address}]},
    }


def service(
    name: str,
    number: int,
    kind: str = "ClusterIP",
    *,
    protocol: str = "TCP",
    balancer: str = LB,
    **spec: Any,
) -> dict[str, Any]:
    port = {
        "port": 80,
        "protocol": protocol,
        "targetPort": 8080,
        **({"nodePort": 30000 + number} if kind != "ClusterIP" else {}),
    }
    address = f"10.96.0.{number}"
    status = {"loadBalancer": {"ingress": [{"ip": balancer}]}} if kind == "LoadBalancer" else {}
    body = {
        "type": kind,
        "clusterIP": address,
        "clusterIPs": [address],
        "ipFamilies": ["IPv4"],
        "ports": [port],
        **spec,
    }
    return build("Service", name, "default", spec=body, status=status)


def endpoints(
    name: str, *placed: tuple[str, str], protocol: str = "TCP", **conditions: bool
) -> dict[str, Any]:
    found = [
        {"addresses": [address], "conditions": conditions, "nodeName": where}
        for address, where in placed
    ]
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "addressType": "IPv4",
        "endpoints": found,
        "metadata": {
            "name": f"{name}-1",
            "namespace": "default",
            "labels": {"kubernetes.io/service-name": name},
        },
        "ports": [{"name": "", "port": 8080, "protocol": protocol}],
    }


def hinted(found: dict[str, Any], *zones: str) -> dict[str, Any]:
    """The same endpoints, each meant for a zone."""
    its = [
        {**endpoint, "hints": {"forZones": [{"name": zone}]}}
        for endpoint, zone in zip(found["endpoints"], zones, strict=True)
    ]
    return {**found, "endpoints": its}


HERE, THERE = ("10.244.1.2", "node-1"), ("10.244.2.2", "node-2")
OBJECTS = (
    node("node-1", HOST),
    node("node-2", "192.168.0.12"),
    service("plain", 1),
    endpoints("plain", HERE, THERE, ("10.244.2.3", "node-2")),
    service("empty", 2, "NodePort", externalIPs=[EXTERNAL]),
    service("near", 3, "NodePort", externalTrafficPolicy="Local"),
    endpoints("near", HERE, THERE),
    service("far", 4, "NodePort", externalTrafficPolicy="Local"),
    endpoints("far", THERE),
    service("guarded", 5, "LoadBalancer", loadBalancerSourceRanges=["203.0.113.0/25"]),
    endpoints("guarded", THERE),
    service("inner", 6, internalTrafficPolicy="Local"),
    endpoints("inner", THERE),
    service("unready", 7),
    endpoints("unready", HERE, ready=False),
    service(
        "sticky",
        8,
        sessionAffinity="ClientIP",
        sessionAffinityConfig={"clientIP": {"timeoutSeconds": 60}},
    ),
    endpoints("sticky", HERE, THERE),
    service("zoned", 9),
    hinted(endpoints("zoned", HERE, THERE), "zone-1", "zone-2"),
    service("outer", 10, "LoadBalancer", balancer=NEAR_LB, externalTrafficPolicy="Local"),
    endpoints("outer", HERE, THERE),
    service("open", 11, "NodePort", externalIPs=[OPEN]),
    endpoints("open", HERE, THERE),
    service("inside", 12, internalTrafficPolicy="Local"),
    endpoints("inside", HERE, THERE),
    service("mirror", 13),
    endpoints("mirror", HERE),
    service("datagrams", 14, "NodePort", protocol="UDP", externalIPs=[UDP]),
    endpoints("datagrams", HERE, THERE, protocol="UDP"),
    service("silent", 15, "NodePort", protocol="UDP"),
    service("near-datagrams", 16, "NodePort", protocol="UDP", externalTrafficPolicy="Local"),
    endpoints("near-datagrams", HERE, THERE, protocol="UDP"),
    service("leaving", 17),
    endpoints("leaving", THERE, ready=False, serving=True, terminating=True),
)
BOTH, ONE, OTHER = {"10.244.1.2:8080", "10.244.2.2:8080"}, {"10.244.1.2:8080"}, {"10.244.2.2:8080"}


class Row(NamedTuple):
    """A packet to a service, and what becomes of it. `kept`: whether who is reached sees who asked,
    or only the node.
    """

    service: str
    packet: Packet
    places: set[str]
    verdict: str = "sent"
    kept: bool = True

    @property
    def name(self) -> str:
        return f"{self.service}-{self.packet.source}-{self.packet.destination}"


THREE = {*BOTH, "10.244.2.3:8080"}
TABLE = [
    Row("plain", Packet(POD, "10.96.0.1", 80), THREE),
    Row("plain", Packet(HOST, "10.96.0.1", 80), THREE, kept=False),
    Row("plain", Packet(FAR, "10.96.0.1", 80), THREE, kept=False),
    Row("empty", Packet(POD, "10.96.0.2", 80), set(), "rejected"),
    Row("empty", Packet(HOST, "10.96.0.2", 80), set(), "rejected"),
    Row("empty", Packet(FAR, HOST, 30002), set(), "rejected"),
    Row("empty", Packet(FAR, EXTERNAL, 80), set(), "rejected"),
    Row("near", Packet(FAR, HOST, 30003), ONE),
    Row("near", Packet(POD, HOST, 30003), BOTH),
    Row("near", Packet(HOST, HOST, 30003), BOTH, kept=False),
    Row("near", Packet(POD, "10.96.0.3", 80), BOTH),
    Row("far", Packet(FAR, HOST, 30004), set(), "dropped"),
    Row("far", Packet(HOST, HOST, 30004), OTHER, kept=False),
    Row("far", Packet(POD, HOST, 30004), OTHER),
    Row("guarded", Packet(ALLOWED, LB, 80), OTHER, kept=False),
    Row("guarded", Packet(FAR, LB, 80), set(), "dropped"),
    Row("guarded", Packet(FAR, HOST, 30005), OTHER, kept=False),
    Row("inner", Packet(POD, "10.96.0.6", 80), set(), "dropped"),
    Row("unready", Packet(POD, "10.96.0.7", 80), set(), "rejected"),
    Row("sticky", Packet(POD, "10.96.0.8", 80), BOTH),
    Row("zoned", Packet(POD, "10.96.0.9", 80), ONE),
    Row("outer", Packet(FAR, NEAR_LB, 80), ONE),
    Row("outer", Packet(POD, NEAR_LB, 80), BOTH),
    Row("open", Packet(FAR, OPEN, 80), BOTH, kept=False),
    Row("open", Packet(POD, OPEN, 80), BOTH, kept=False),
    Row("inside", Packet(POD, "10.96.0.12", 80), ONE),
    Row("mirror", Packet(POD, "10.96.0.13", 80), ONE),
    Row("mirror", Packet(HERE[0], "10.96.0.13", 80), ONE, kept=False),
    Row("datagrams", Packet(POD, "10.96.0.14", 80, "udp"), BOTH),
    Row("datagrams", Packet(FAR, HOST, 30014, "udp"), BOTH, kept=False),
    Row("datagrams", Packet(FAR, UDP, 80, "udp"), BOTH, kept=False),
    Row("silent", Packet(POD, "10.96.0.15", 80, "udp"), set(), "rejected"),
    Row("near-datagrams", Packet(FAR, HOST, 30016, "udp"), ONE),
    Row("leaving", Packet(POD, "10.96.0.17", 80), OTHER),
]
NAMES = [row.name for row in TABLE]
DIFFERING = [  # what the modes of today make of packets that are for no service, or for a node port at localhost
    ("iptables", Packet(POD, "10.96.0.1", 81), set(), "passed"),
    ("nftables", Packet(POD, "10.96.0.1", 81), set(), "rejected"),
    ("iptables", Packet(POD, "10.96.0.200", 80), set(), "passed"),
    ("nftables", Packet(POD, "10.96.0.200", 80), set(), "dropped"),
    ("iptables", Packet(ITSELF, ITSELF, 30003), BOTH, "sent"),
    ("nftables", Packet(ITSELF, ITSELF, 30003), set(), "passed"),
]
ADDRESS = re.compile(r"(\d+)\.(\d+)\.(\d+)\.(\d+)(/\d+)?(:\d+)?")


def six(text: str) -> str:
    """The same text with addresses, ranges and places of IPv6."""
    return ADDRESS.sub(_six, text)


def _six(found: re.Match[str]) -> str:
    first, second, third, last = found.group(1, 2, 3, 4)
    start = {
        ("10", "96"): "fd00:96::",
        ("10", "244"): f"fd00:244:{third}::",
        ("192", "168"): "fd00:192::",
        ("127", "0"): "::",
    }.get((first, second), f"2001:db8:{third}::")
    address = f"{start}/64" if found[5] else f"{start}{last}"
    return f"[{address}]{found[6]}" if found[6] else address


class World(NamedTuple):
    """The cluster and the table in one family."""

    family: str
    cluster: Cluster

    def said(self, text: str) -> str:
        """A text with the addresses of this family."""
        return text if self.family == "IPv4" else six(text)

    def packet(self, packet: Packet) -> Packet:
        return packet._replace(
            source=self.said(packet.source), destination=self.said(packet.destination)
        )

    def row(self, row: Row) -> Row:
        return row._replace(packet=self.packet(row.packet), places=set(map(self.said, row.places)))

    def here(self) -> Object | None:
        """The node at which every packet is met."""
        return node_view.find(self.cluster, "node-1")

    def view(self) -> NodeView:
        """That node, as its proxy knows it."""
        return node_view.view(self.cluster, self.here(), self.family)

    def lines(self, mode: str) -> list[str]:
        """The rules of that node."""
        return list(
            MODES[mode].rules(service_ports(self.cluster, self.here(), self.family), self.view())
        )

    def client(self, address: str) -> Client:
        """Who has an address: pods are in no object here."""
        is_pod = address.startswith(("10.244.", "fd00:244:"))
        return (
            Client("pod", "pod/x", (address,), self.here())
            if is_pod
            else clients.find(self.cluster, address, "default")
        )

    def routed(self, mode: str, row: Row) -> tuple[set[str], str]:
        """What `resolve` goes by says of a packet: the places, and how it ends."""
        its = self.cluster.get("Service", "default", row.service)
        assert its
        routes = routing.routes(
            self.cluster, its, MODES[mode], self.here(), self.client(row.packet.source)
        )
        route = next(
            route
            for route in routes
            if (route.address, route.port) == (row.packet.destination, row.packet.port)
        )
        return {backend.place for backend in route.backends}, route.refusal or "sent"


def _world(family: str) -> World:
    texts = [json.dumps(one) for one in OBJECTS]
    if family == "IPv6":
        texts = [six(text).replace("IPv4", "IPv6") for text in texts]
    by_path: dict[str, dict[str, Object]] = {}
    for one in map(json.loads, texts):
        path = "/".join(
            filter(None, (one["metadata"].get("namespace", ""), one["metadata"]["name"]))
        )
        by_path.setdefault(one["kind"], {})[path] = one
    settings = (
        DEFAULT
        if family == "IPv4"
        else DEFAULT._replace(pod_cidrs=("fd00:244::/32",), service_cidrs=("fd00:96::/112",))
    )
    return World(family, Cluster(Objects(by_path), settings))


WORLDS = {family: _world(family) for family in ("IPv4", "IPv6")}
