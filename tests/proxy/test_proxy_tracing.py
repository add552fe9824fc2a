"""The law of the modes: one table of packets, walked through every mode's rules, comes to the same ends, as routes say."""
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from minik import shelf
from minik.model.cluster import Cluster, Objects
from minik.model.settings import DEFAULT
from minik.proxy import clients, modes, node_view, routing, tracing
from minik.proxy.packets import Packet, Trace
from minik.proxy.service_ports import service_ports

MODES = shelf.load("minik.proxy.modes", modes.__path__)
AGREEING = ("iptables", "nftables")
FAR, ALLOWED, POD, HOST = "198.51.100.9", "203.0.113.5", "10.244.1.9", "192.168.0.11"
LB, EXTERNAL = "192.0.2.10", "192.0.2.99"


def node(name: str, address: str) -> dict[str, Any]:
    zone = {"topology.kubernetes.io/zone": f"zone-{name[-1]}"}
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": zone}, "spec": {},
            "status": {"addresses": [{"type": "InternalIP", "address": address}]}}


def service(name: str, number: int, kind: str = "ClusterIP", **spec: Any) -> dict[str, Any]:
    port = {"port": 80, "protocol": "TCP", "targetPort": 8080, **({"nodePort": 30000 + number} if kind != "ClusterIP" else {})}
    address = f"10.96.0.{number}"
    status = {"loadBalancer": {"ingress": [{"ip": LB}]}} if kind == "LoadBalancer" else {}
    body = {"type": kind, "clusterIP": address, "clusterIPs": [address], "ipFamilies": ["IPv4"], "ports": [port], **spec}
    return {"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": "default"}, "spec": body, "status": status}


def endpoints(name: str, *placed: tuple[str, str], ready: bool = True) -> dict[str, Any]:
    found = [{"addresses": [address], "conditions": {"ready": ready}, "nodeName": where} for address, where in placed]
    return {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4", "endpoints": found,
            "metadata": {"name": f"{name}-1", "namespace": "default", "labels": {"kubernetes.io/service-name": name}},
            "ports": [{"name": "", "port": 8080, "protocol": "TCP"}]}


def hinted(found: dict[str, Any], *zones: str) -> dict[str, Any]:
    """The same endpoints, each meant for a zone."""
    its = [{**endpoint, "hints": {"forZones": [{"name": zone}]}} for endpoint, zone in zip(found["endpoints"], zones, strict=True)]
    return {**found, "endpoints": its}


HERE, THERE = ("10.244.1.2", "node-1"), ("10.244.2.2", "node-2")
OBJECTS = (
    node("node-1", HOST), node("node-2", "192.168.0.12"),
    service("plain", 1), endpoints("plain", HERE, THERE, ("10.244.2.3", "node-2")),
    service("empty", 2, "NodePort", externalIPs=[EXTERNAL]),
    service("near", 3, "NodePort", externalTrafficPolicy="Local"), endpoints("near", HERE, THERE),
    service("far", 4, "NodePort", externalTrafficPolicy="Local"), endpoints("far", THERE),
    service("guarded", 5, "LoadBalancer", loadBalancerSourceRanges=["203.0.113.0/25"]), endpoints("guarded", THERE),
    service("inner", 6, internalTrafficPolicy="Local"), endpoints("inner", THERE),
    service("unready", 7), endpoints("unready", HERE, ready=False),
    service("sticky", 8, sessionAffinity="ClientIP", sessionAffinityConfig={"clientIP": {"timeoutSeconds": 60}}),
    endpoints("sticky", HERE, THERE),
    service("zoned", 9), hinted(endpoints("zoned", HERE, THERE), "zone-1", "zone-2"))
BY_PATH: dict[str, dict[str, dict[str, Any]]] = {}
for one in OBJECTS:
    BY_PATH.setdefault(one["kind"], {})["/".join(filter(None, (one["metadata"].get("namespace", ""), one["metadata"]["name"])))] = one
CLUSTER = Cluster(Objects(BY_PATH), DEFAULT)
BOTH, ONE, OTHER = {"10.244.1.2:8080", "10.244.2.2:8080"}, {"10.244.1.2:8080"}, {"10.244.2.2:8080"}

PACKETS = [
    ("plain", Packet(POD, "10.96.0.1", 80), {*BOTH, "10.244.2.3:8080"}, "sent"),
    ("plain", Packet(HOST, "10.96.0.1", 80), {*BOTH, "10.244.2.3:8080"}, "sent"),
    ("empty", Packet(POD, "10.96.0.2", 80), set(), "rejected"),
    ("empty", Packet(FAR, HOST, 30002), set(), "rejected"),
    ("empty", Packet(FAR, EXTERNAL, 80), set(), "rejected"),
    ("near", Packet(FAR, HOST, 30003), ONE, "sent"),
    ("near", Packet(POD, HOST, 30003), BOTH, "sent"),
    ("near", Packet(POD, "10.96.0.3", 80), BOTH, "sent"),
    ("far", Packet(FAR, HOST, 30004), set(), "dropped"),
    ("far", Packet(HOST, HOST, 30004), OTHER, "sent"),
    ("guarded", Packet(ALLOWED, LB, 80), OTHER, "sent"),
    ("guarded", Packet(FAR, LB, 80), set(), "dropped"),
    ("guarded", Packet(FAR, HOST, 30005), OTHER, "sent"),
    ("inner", Packet(POD, "10.96.0.6", 80), set(), "dropped"),
    ("unready", Packet(POD, "10.96.0.7", 80), set(), "rejected"),
    ("sticky", Packet(POD, "10.96.0.8", 80), BOTH, "sent"),
    ("zoned", Packet(POD, "10.96.0.9", 80), ONE, "sent"),
]
NAMES = [f"{name}-{packet.source}-{packet.destination}" for name, packet, *_ in PACKETS]


def walked(mode: str, packet: Packet) -> Trace:
    here = node_view.find(CLUSTER, "node-1")
    view = node_view.view(CLUSTER, here, "IPv4")
    module: ModuleType = MODES[mode]
    return tracing.trace(mode, list(module.rules(service_ports(CLUSTER, here, "IPv4"), view)), view, packet)


def client(address: str) -> clients.Client:
    if address == POD:
        return clients.Client("pod", "pod/x", (POD,), node_view.find(CLUSTER, "node-1"))
    return clients.find(CLUSTER, address, "default")


@pytest.mark.proves("F47", "F48", "F49", "D4")
@pytest.mark.parametrize(("name", "packet", "places", "verdict"), PACKETS, ids=NAMES)
@pytest.mark.parametrize("mode", AGREEING)
def test_both_modes_of_today_come_to_the_same_end(mode: str, name: str, packet: Packet, places: set[str], verdict: str) -> None:
    found = walked(mode, packet)
    assert (set(found.places), found.verdict) == (places, verdict)
    assert sum(end.probability for end in found.ends) == pytest.approx(1, abs=1e-8)
    assert all(share == pytest.approx(1 / len(places), abs=1e-8) for share in found.places.values())


@pytest.mark.parametrize(("name", "packet", "places", "verdict"), PACKETS, ids=NAMES)
@pytest.mark.parametrize("mode", MODES)
def test_the_routes_say_what_the_rules_do(mode: str, name: str, packet: Packet, places: set[str], verdict: str) -> None:
    its = CLUSTER.get("Service", "default", name)
    assert its
    found = routing.routes(CLUSTER, its, node_view.find(CLUSTER, "node-1"), mode, client(packet.source))
    route = next(route for route in found if (route.address, route.port) == (packet.destination, packet.port))
    assert {f"{backend.address}:{backend.port}" for backend in route.backends} == set(walked(mode, packet).places)
    assert (route.refusal or "sent") == walked(mode, packet).verdict


@pytest.mark.proves("F48", "D6")
def test_ipvs_takes_other_nodes_where_the_rest_drop() -> None:
    packet = Packet(FAR, HOST, 30004)
    assert set(walked("ipvs", packet).places) == OTHER
    assert walked("iptables", packet).verdict == walked("nftables", packet).verdict == "dropped"


def test_userspace_knows_no_zones() -> None:
    packet = Packet(POD, "10.96.0.9", 80)
    assert (set(walked("userspace", packet).places), set(walked("ipvs", packet).places)) == (BOTH, ONE)


@pytest.mark.proves("F46")
@pytest.mark.parametrize(("mode", "verdict"), [("iptables", "sent"), ("nftables", "passed"), ("ipvs", "passed"), ("userspace", "sent")])
def test_node_ports_at_localhost(mode: str, verdict: str) -> None:
    assert walked(mode, Packet("127.0.0.1", "127.0.0.1", 30003)).verdict == verdict


@pytest.mark.parametrize(("mode", "packet", "verdict"), [
    ("iptables", Packet(POD, "10.96.0.1", 81), "passed"), ("nftables", Packet(POD, "10.96.0.1", 81), "rejected"),
    ("iptables", Packet(POD, "10.96.0.200", 80), "passed"), ("nftables", Packet(POD, "10.96.0.200", 80), "dropped")])
def test_where_nothing_is_nftables_refuses_and_iptables_does_not_care(mode: str, packet: Packet, verdict: str) -> None:
    assert walked(mode, packet).verdict == verdict


@pytest.mark.parametrize("mode", AGREEING)
@pytest.mark.parametrize(("packet", "marked"), [
    (Packet(POD, "10.96.0.1", 80), False), (Packet(HOST, "10.96.0.1", 80), True), (Packet(FAR, HOST, 30003), False),
    (Packet(FAR, HOST, 30005), True), (Packet(POD, HOST, 30003), False)])
def test_the_source_is_kept_where_it_can_be(mode: str, packet: Packet, marked: bool) -> None:
    assert {end.packet.marked for end in walked(mode, packet).ends} == {marked}


def lines(mode: str) -> Iterator[str]:
    here = node_view.find(CLUSTER, "node-1")
    found: Iterator[str] = MODES[mode].rules(service_ports(CLUSTER, here, "IPv4"), node_view.view(CLUSTER, here, "IPv4"))
    return found


@pytest.mark.proves("D2", "D3")
def test_userspace_rules_lead_to_the_proxy_alone_each_port_to_one_of_its_own() -> None:
    rules = [line for line in lines("userspace") if not line.startswith("#")]
    assert not [line for line in rules if "10.244." in line]
    redirects = [line for line in rules if "-j REDIRECT" in line]
    by_name: dict[str, set[str]] = {}
    for line in redirects:
        by_name.setdefault(line.split('"')[1], set()).add(line.rpartition(" ")[2])
    assert all(len(ports) == 1 for ports in by_name.values())
    assert len(set.union(*by_name.values())) == len(by_name) > 5


@pytest.mark.proves("D6")
def test_ipvs_is_a_virtual_server_for_every_front() -> None:
    said = list(lines("ipvs"))
    for front in ("10.96.0.1:80", f"{HOST}:30003", f"{LB}:80", f"{EXTERNAL}:80"):
        assert f"-A -t {front} -s rr" in said
    assert "-A -t 10.96.0.8:80 -s rr -p 60" in said
    assert "-a -t 10.96.0.1:80 -r 10.244.1.2:8080 -m -w 1" in said
    assert not [line for line in said if line.startswith("-a -t 10.96.0.2:80")]
