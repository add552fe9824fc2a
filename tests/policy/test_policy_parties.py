"""Verdicts about those who are no pods of the pod network: nodes, pods on the host network, somebody
outside; and about two families, domain names, and peers of a form that is not known.
"""

from typing import Any

import objects
import pytest

from minik.model.cluster import Cluster
from minik.model.object import Object, key
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.policy import parties
from minik.policy.parties import Party
from minik.policy.policy_kinds import GROUP
from minik.policy.traffic import Verdict, verdict

ADDRESSES = {"node-1": "192.168.0.11", "node-2": "192.168.0.12"}


def pod(name: str, node: str, *addresses: str, hosted: bool = False) -> Object:
    spec: dict[str, Any] = {"nodeName": node, "containers": []}
    return objects.build(
        "Pod",
        name,
        "default",
        metadata={"labels": {"app": name}},
        spec={**spec, **({"hostNetwork": True} if hosted else {})},
        status={"podIP": addresses[0], "podIPs": [{"ip": address} for address in addresses]},
    )


PODS = [
    pod("web", "node-1", "10.244.1.2", "fd00::2"),
    pod("cli", "node-2", "10.244.2.2", "fd00::3"),
    pod("old", "node-2", "10.244.2.3"),
    pod("agent", "node-1", ADDRESSES["node-1"], hosted=True),
    pod("far-agent", "node-2", ADDRESSES["node-2"], hosted=True),
]


def cluster(*policies: Object) -> Cluster:
    by_kind: dict[str, dict[str, Object]] = {}
    nodes = [
        objects.build(
            "Node",
            name,
            metadata={"labels": {"disk": name}},
            status={"addresses": [{"type": "InternalIP", "address": address}]},
        )
        for name, address in ADDRESSES.items()
    ]
    for one in (*nodes, *PODS, *policies):
        by_kind.setdefault(key(one).kind, {})[key(one).path] = one
    return Cluster(Objects(by_kind), DEFAULT)


def guard(way: str, *peers: dict[str, Any], who: str = "web") -> Object:
    field = {"ingress": "from", "egress": "to"}[way]
    spec = {
        "podSelector": {"matchLabels": {"app": who}},
        "policyTypes": [way.title()],
        way: [{field: list(peers)}] if peers else [],
    }
    return objects.build(
        "NetworkPolicy", "guard", "default", version="networking.k8s.io/v1", spec=spec
    )


def wide(
    way: str, action: str, peer: Any, name: str = "wide", priority: int = 5, **more: Any
) -> Object:
    """A ClusterNetworkPolicy about all pods, with one rule."""
    field = {"ingress": "from", "egress": "to"}[way]
    spec = {
        "tier": "Admin",
        "priority": priority,
        "subject": {"namespaces": {}},
        way: [{"name": action.lower(), "action": action, field: [peer], **more}],
    }
    return objects.build("ClusterNetworkPolicy", name, version=f"{GROUP}/v1alpha2", spec=spec)


def block(cidr: str, *excepted: str) -> dict[str, Any]:
    return {"ipBlock": {"cidr": cidr, **({"except": [*excepted]} if excepted else {})}}


def asked(its: Cluster, client: str | Party, server: str | Party = "web") -> Verdict:
    """The verdict about a connection to port 80; a name is that of a pod."""
    sides = []
    for one in (client, server):
        found = one if isinstance(one, Party) else its.get("Pod", "default", one)
        assert found is not None
        sides.append(found)
    return verdict(its, sides[0], sides[1], 80, "TCP")


def node(its: Cluster, name: str) -> Party:
    found = its.get("Node", "", name)
    assert found
    return parties.of_node(found)


NOBODY = parties.of_address()
STRANGER = parties.of_address("203.0.113.7")
SHUT = guard("ingress")
PEER_OF_ALL: dict[str, Any] = {"namespaceSelector": {}}


@pytest.mark.parametrize(
    ("policy", "open_to"),
    [
        (SHUT, {"web", "agent", "node-1"}),
        (guard("ingress", PEER_OF_ALL), {"web", "cli", "agent", "node-1"}),
        (guard("ingress", block("192.168.0.12/32")), {"web", "agent", "node-1", "far-agent", "node-2", "nobody"}),
        (guard("ingress", block("203.0.113.0/24")), {"web", "agent", "node-1", "stranger", "nobody"}),
        (guard("ingress", block("203.0.113.0/24", "203.0.113.7/32")), {"web", "agent", "node-1", "nobody"}),
        (guard("ingress", block("10.244.0.0/16")), {"web", "agent", "node-1", "cli"}),
        (wide("ingress", "Deny", {"namespaces": {}}), {"web", "agent", "node-1", "far-agent", "node-2", "stranger", "nobody"}),
    ],
)  # fmt: skip
def test_who_gets_in(policy: Object, open_to: set[str]) -> None:
    its = cluster(policy)
    clients: dict[str, str | Party] = {
        "web": "web",
        "cli": "cli",
        "agent": "agent",
        "far-agent": "far-agent",
        "node-1": node(its, "node-1"),
        "node-2": node(its, "node-2"),
        "stranger": STRANGER,
        "nobody": NOBODY,
    }
    assert {name for name, client in clients.items() if asked(its, client).allowed} == open_to


@pytest.mark.parametrize(
    ("policy", "open_to"),
    [
        (guard("egress", who="cli"), {"cli", "far-agent", "node-2"}),
        (guard("egress", PEER_OF_ALL, who="cli"), {"cli", "far-agent", "node-2", "web"}),
        (guard("egress", block("192.168.0.11/32"), who="cli"), {"cli", "far-agent", "node-2", "agent", "node-1"}),
        (guard("egress", block("0.0.0.0/0"), who="cli"), {"cli", "far-agent", "node-2", "agent", "node-1", "web", "stranger"}),
        (wide("egress", "Deny", {"nodes": {"matchLabels": {"disk": "node-1"}}}), {"cli", "far-agent", "node-2", "web", "stranger"}),
        (wide("egress", "Deny", {"networks": ["203.0.113.0/24"]}), {"cli", "far-agent", "node-2", "web", "agent", "node-1"}),
        (wide("egress", "Deny", {"zones": {}}), {"cli", "far-agent", "node-2"}),
        (wide("egress", "Accept", {"zones": {}}), {"cli", "far-agent", "node-2", "web", "agent", "node-1", "stranger"}),
    ],
)  # fmt: skip
def test_where_a_pod_gets_to(policy: Object, open_to: set[str]) -> None:
    its = cluster(policy)
    servers: dict[str, str | Party] = {
        "web": "web",
        "cli": "cli",
        "agent": "agent",
        "far-agent": "far-agent",
        "node-1": node(its, "node-1"),
        "node-2": node(its, "node-2"),
        "stranger": STRANGER,
    }
    assert {
        name for name, server in servers.items() if asked(its, "cli", server).allowed
    } == open_to


@pytest.mark.parametrize("name", ["agent", "far-agent"])
def test_no_policy_is_about_a_pod_on_the_host_network(name: str) -> None:
    its = cluster(guard("ingress", who=name), wide("ingress", "Deny", {"namespaces": {}}, name="w"))
    assert asked(its, "old", name).allowed


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("db.example.com", True), ("a.db.example.com", False), ("www.shop.example", True)]
    + [("shop.example", False), ("DB.example.com.", True), ("example.org", False)],
)
def test_domain_names(host: str, allowed: bool) -> None:
    names = {"domainNames": ["db.example.com", "*.shop.example"]}
    rest = wide("egress", "Deny", {"networks": ["0.0.0.0/0"]}, name="rest", priority=9)
    its = cluster(wide("egress", "Accept", names), rest)
    party = parties.of_address(host=host)._replace(addresses=("203.0.113.9",))
    assert asked(its, "cli", party).allowed is allowed


def test_two_families_are_two_ways() -> None:
    old_only = guard("ingress", block("10.244.0.0/16"))
    its = cluster(old_only)
    assert asked(its, "cli").allowed, "by IPv4"
    found = parties.of_pod(its, PODS[1]).in_family(6), parties.of_pod(its, PODS[0]).in_family(6)
    assert not asked(its, *found).allowed, "not by IPv6"


@pytest.mark.parametrize(
    ("first", "second", "allowed", "by"),
    [
        (("Deny", 1), ("Accept", 2), False, "one"),
        (("Deny", 2), ("Accept", 1), True, "two"),
        (("Pass", 1), ("Deny", 2), True, ""),
        (("Deny", 1), ("Pass", 1), False, "one"),
    ],
)
def test_the_lowest_priority_comes_first(
    first: tuple[str, int], second: tuple[str, int], allowed: bool, by: str
) -> None:
    everybody: dict[str, Any] = {"namespaces": {}}
    its = cluster(
        wide("ingress", first[0], everybody, "one", first[1]),
        wide("ingress", second[0], everybody, "two", second[1]),
    )
    found = asked(its, "cli")
    assert found.allowed is allowed
    assert [one["metadata"]["name"] for one in found.policies] == [by] * bool(by)


def test_a_verdict_says_who_decides() -> None:
    denied = asked(cluster(SHUT), "cli")
    assert (denied.direction, denied.rule) == ("ingress", "")
    assert [key(one).name for one in denied.policies] == ["guard"]
    ruled = asked(cluster(wide("egress", "Deny", {"namespaces": {}})), "cli")
    assert (ruled.direction, ruled.rule) == ("egress", "deny")
    assert asked(cluster(), "cli") == Verdict(True)
