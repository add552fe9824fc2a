"""The law of policies: in clusters of chance with policies of chance, the truth table, `resolve --from`
and `trace` say the same of every pair of pods, port and protocol.
"""

from collections.abc import Iterator
from itertools import permutations
from random import Random
from typing import Any

import objects
import pytest

from minik.diagnosis import way_journeys, way_resolution
from minik.diagnosis.journey import follow
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.discovery.names import Name
from minik.kinds import network_policy
from minik.kinds import pod as pods
from minik.model.cluster import Cluster
from minik.model.object import Object, key, name, namespace
from minik.model.source import Objects
from minik.policy.matrix import matrix
from minik.policy.policy_kinds import GROUP
from minik.proxy import clients
from minik.proxy import mode as modes
from minik.ways import request

SPACES, NAMES, NODES = ("x", "y"), ("a", "b", "c"), ("node-1", "node-2")
DOORS = (("TCP", 80), ("TCP", 81), ("UDP", 80), ("SCTP", 80))
SELECTORS: tuple[dict[str, Any], ...] = (
    {},
    {"matchLabels": {"team": "x"}},
    {"matchExpressions": [{"key": "team", "operator": "NotIn", "values": ["x"]}]},
)
ROUTED, CARRIES = "gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/gateway-name"
CIDRS = ("10.244.0.0/16", "10.244.0.0/25", "192.168.0.11/32", "0.0.0.0/0")


def cluster(chance: Random) -> Cluster:
    found = [*nodes(), *spaces(), *members(chance), *ways_in()]
    found += [policy(chance, number) for number in range(chance.randint(1, 4))]
    found += [admin_policy(chance, number) for number in range(chance.randint(0, 3))]
    by_kind: dict[str, dict[str, Object]] = {}
    for one in found:
        by_kind.setdefault(key(one).kind, {})[key(one).path] = one
    return Cluster(Objects(by_kind))


def nodes() -> Iterator[Object]:
    for number, one in enumerate(NODES):
        status = {
            "addresses": [{"type": "InternalIP", "address": f"192.168.0.{11 + number}"}],
            "conditions": [{"type": "Ready", "status": "True"}],
        }
        yield objects.build("Node", one, metadata={"labels": {"team": "x"}}, spec={}, status=status)


def spaces() -> Iterator[Object]:
    for one in SPACES:
        yield objects.build("Namespace", one, metadata={"labels": {"team": one}})


def members(chance: Random) -> Iterator[Object]:
    """Yield six pods, some on the host network, and before each a Service with its endpoints."""
    for number, (space, one) in enumerate((space, one) for space in SPACES for one in NAMES):
        place = chance.randrange(len(NODES))
        hosted = chance.random() < 0.15
        address = f"192.168.0.{11 + place}" if hosted else f"10.244.{place}.{2 + number * 40}"
        doors = [
            {"name": f"p{port}-{protocol.lower()}", "containerPort": port, "protocol": protocol}
            for protocol, port in DOORS
        ]
        yield objects.build(
            "Pod",
            one,
            space,
            metadata={
                "labels": {
                    "pod": one,
                    "team": chance.choice(SPACES),
                    **({CARRIES: "edge"} if (space, one) == ("x", "a") else {}),
                }
            },
            spec={
                "nodeName": NODES[place],
                "containers": [{**objects.CONTAINER, "ports": doors}],
                **({"hostNetwork": True} if hosted else {}),
            },
            status={
                "phase": "Running",
                "podIP": address,
                "podIPs": [{"ip": address}],
                "conditions": [{"type": "Ready", "status": "True"}],
            },
        )
        ports = [{**door, "port": door["containerPort"]} for door in doors]
        plain = [{k: v for k, v in port.items() if k != "containerPort"} for port in ports]
        own = f"10.96.0.{20 + number}"
        spec: dict[str, Any] = {"clusterIP": own, "clusterIPs": [own], "ipFamilies": ["IPv4"]}
        yield objects.service(one, space, ports=plain, selector={"pod": one}, **spec)
        yield objects.build(
            "EndpointSlice",
            one,
            space,
            version="discovery.k8s.io/v1",
            metadata={"labels": {"kubernetes.io/service-name": one}},
            addressType="IPv4",
            ports=plain,
            endpoints=[
                {
                    "addresses": [address],
                    "nodeName": NODES[place],
                    "conditions": {"ready": True},
                    "targetRef": {"kind": "Pod", "namespace": space, "name": one},
                }
            ],
        )


def ways_in() -> Iterator[Object]:
    """Yield a Gateway, whose requests the pod x/a carries, and a route to each Service."""
    spec: dict[str, Any] = {"controllerName": "example.com/edge"}
    yield objects.build("GatewayClass", "edge", version=ROUTED, spec=spec)
    every = {"namespaces": {"from": "All"}}
    listener = {"name": "http", "port": 80, "protocol": "HTTP", "allowedRoutes": every}
    spec = {"gatewayClassName": "edge", "listeners": [listener]}
    yield objects.build("Gateway", "edge", "x", version=ROUTED, spec=spec)
    for space in SPACES:
        for one in NAMES:
            spec = {
                "parentRefs": [{"name": "edge", "namespace": "x"}],
                "hostnames": [f"{one}.{space}.example"],
                "rules": [{"backendRefs": [{"name": one, "port": 80}]}],
            }
            yield objects.build("HTTPRoute", one, space, version=ROUTED, spec=spec)


def policy(chance: Random, number: int) -> Object:
    spec: dict[str, Any] = {
        "podSelector": chance.choice((*SELECTORS, {"matchLabels": {"pod": "a"}}))
    }
    spec["policyTypes"] = chance.choice((["Ingress"], ["Egress"], ["Ingress", "Egress"]))
    for way, field in (("ingress", "from"), ("egress", "to")):
        spec[way] = [rule(chance, field) for _ in range(chance.randint(0, 2))]
    space = chance.choice(SPACES)
    one = objects.build(
        "NetworkPolicy", f"p{number}", space, version="networking.k8s.io/v1", spec=spec
    )
    return network_policy.default(one)


def rule(chance: Random, field: str) -> dict[str, Any]:
    ports: list[dict[str, Any]] = [
        {"protocol": protocol, "port": chance.choice((port, f"p{port}-{protocol.lower()}"))}
        for protocol, port in chance.sample(DOORS, chance.randint(0, 2))
    ]
    if chance.random() < 0.2:
        first = chance.choice((1, 80, 81))
        ports.append({"protocol": "TCP", "port": first, "endPort": chance.randint(first, 90)})
    peers = [peer(chance) for _ in range(chance.randint(0, 2))]
    return {**({field: peers} if peers else {}), **({"ports": ports} if ports else {})}


def peer(chance: Random) -> dict[str, Any]:
    return chance.choice(
        (
            {"podSelector": chance.choice(SELECTORS)},
            {"namespaceSelector": chance.choice(SELECTORS)},
            {
                "namespaceSelector": chance.choice(SELECTORS),
                "podSelector": {"matchLabels": {"pod": chance.choice(NAMES)}},
            },
            {"ipBlock": {"cidr": chance.choice(CIDRS)}},
            {"ipBlock": {"cidr": "10.244.0.0/16", "except": ["10.244.0.0/25", "10.244.1.64/26"]}},
        )
    )


def admin_policy(chance: Random, number: int) -> Object:
    """A cluster-wide policy of one of the three kinds."""
    kind = chance.choice(
        ("ClusterNetworkPolicy", "AdminNetworkPolicy", "BaselineAdminNetworkPolicy")
    )
    is_new = kind == "ClusterNetworkPolicy"
    spec: dict[str, Any] = {
        "priority": chance.randint(0, 5),
        "subject": {"namespaces": chance.choice(SELECTORS)},
        **({"tier": chance.choice(("Admin", "Baseline"))} if is_new else {}),
    }
    accept = "Accept" if is_new else "Allow"
    for way, field in (("ingress", "from"), ("egress", "to")):
        spec[way] = [
            {
                "action": chance.choice((accept, "Deny", "Pass")),
                field: [admin_peer(chance, way)],
                **admin_ports(chance, is_new),
            }
            for _ in range(chance.randint(0, 2))
        ]
    version = f"{GROUP}/{'v1alpha2' if is_new else 'v1alpha1'}"
    return objects.build(kind, f"c{number}", version=version, spec=spec)


def admin_peer(chance: Random, way: str) -> dict[str, Any]:
    choices: list[dict[str, Any]] = [
        {"namespaces": chance.choice(SELECTORS)},
        {"pods": {"namespaceSelector": {}, "podSelector": chance.choice(SELECTORS)}},
    ]
    if way == "egress":
        choices += [{"networks": [chance.choice(CIDRS)]}, {"nodes": chance.choice(SELECTORS)}]
    return chance.choice(choices)


def admin_ports(chance: Random, is_new: bool) -> dict[str, Any]:
    protocol, port = chance.choice(DOORS)
    if chance.random() < 0.5:
        return {}
    if is_new:
        number = {"number": port} if chance.random() < 0.5 else {"range": {"start": 79, "end": 80}}
        return {"protocols": [{protocol.lower(): {"destinationPort": number}}]}
    return {"ports": [{"portNumber": {"protocol": protocol, "port": port}}]}


def contradictions(its: Cluster, mode: str) -> Iterator[str]:
    """Yield each answer in which one of the three differs from the others."""
    table = matrix(its)
    for client, server in permutations(its.of("Pod"), 2):
        asker = clients.of_pod(its, client)
        view = Viewpoint(modes.find(mode), asker.node, asker)
        service = its.get("Service", namespace(server), name(server))
        assert service
        places = [service["spec"]["clusterIP"]]
        places += [pods.address(server)]
        for (protocol, port), verdict in table.verdicts[key(client).path, key(server).path].items():
            for place in places:
                asked = Name(address=place, port=str(port))
                walked = follow(its, asked, view, protocol.lower()).answers
                said = {"matrix": verdict.allowed, "trace": walked}
                if place == places[0] or (protocol, port) in DOORS[:2]:
                    said["resolve"] = resolved(its, asked, view, protocol)
                if len(set(said.values())) > 1:
                    yield f"{key(client).path} > {key(server).path} {protocol}/{port} at {place}: {said}"


def resolved(its: Cluster, asked: Name, view: Viewpoint, protocol: str) -> bool:
    """Whether `resolve` finds an open way by a protocol; to a pod's own address by that of its port."""
    found = resolve(its, asked, view)
    if found.routes:
        return any(route.backends for route in found.routes if route.protocol == protocol)
    return bool(found.backends)


@pytest.mark.parametrize("seed", range(16))
def test_the_table_resolve_and_trace_agree(seed: int) -> None:
    its = cluster(Random(seed))
    mode = ("iptables", "nftables", "ipvs")[seed % 3]
    assert list(contradictions(its, mode)) == []


def test_the_clusters_of_chance_have_open_and_closed_ways() -> None:
    answers = [
        cell.verdict.allowed for seed in range(16) for cell in matrix(cluster(Random(seed))).cells()
    ]
    assert 0.2 < sum(answers) / len(answers) < 0.9


@pytest.mark.parametrize("seed", range(16))
def test_urls_are_closed_where_the_table_closes_the_way_from_the_gateway(seed: int) -> None:
    its = cluster(Random(seed))
    table = matrix(its)
    carrier = its.get("Pod", "x", "a")
    assert carrier
    for server in its.of("Pod"):
        url = f"http://{name(server)}.{namespace(server)}.example/"
        found = way_resolution.resolve(its, request.parse(url))
        (share,) = found.way.shares
        closed = [bool(one.closed) for one in share.target.endpoints]
        if key(server) == key(carrier):
            assert closed == [False], "a pod reaches itself"
            continue
        verdict = table.verdicts[key(carrier).path, key(server).path]["TCP", 80]
        assert (closed, share.fails) == ([not verdict.allowed], not verdict.allowed), url
        traced = list(way_journeys.legs(its, found, None))
        assert [leg.journey.answers for leg in traced] == [verdict.allowed], url
