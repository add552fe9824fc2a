"""NetworkPolicies: rules, defaults, warnings, columns, descriptions."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik import kinds
from minik.kinds.layout import align
from minik.model import names
from minik.model.cluster import EPOCH, Cluster
from minik.model.object import Object
from minik.model.source import Objects

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
(VALUE,) = names.label_value("-")


def policy(**spec: Any) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "db", "namespace": "default"},
        "spec": {"podSelector": {}, **spec},
    }


def port(**fields: Any) -> Object:
    return policy(ingress=[{"ports": [fields]}])


def peer(**fields: Any) -> Object:
    return policy(egress=[{"to": [fields]}])


CASES: dict[str, tuple[Object, list[str]]] = {
    "nothing": (policy(), []),
    "a selector": (
        policy(podSelector={"matchLabels": {"a": "-"}}),
        [f'spec.podSelector.matchLabels: Invalid value: "-": {VALUE}'],
    ),
    "a port": (port(port=80, endPort=90), []),
    "a named port": (port(port="http"), []),
    "a protocol": (
        port(protocol="tcp"),
        [
            'spec.ingress[0].ports[0].protocol: Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP"'
        ],
    ),
    "a number": (
        port(port=0),
        ["spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive"],
    ),
    "a name": (
        port(port="80"),
        [
            'spec.ingress[0].ports[0].port: Invalid value: "80": must contain at least one letter (a-z)'
        ],
    ),
    "an end before the beginning": (
        port(port=80, endPort=79),
        [
            "spec.ingress[0].ports[0].endPort: Invalid value: 80: must be greater than or equal to `port`"
        ],
    ),
    "an end beyond": (
        port(port=80, endPort=65536),
        [
            "spec.ingress[0].ports[0].endPort: Invalid value: 65536: must be between 1 and 65535, inclusive"
        ],
    ),
    "an end of a name": (
        port(port="http", endPort=80),
        [
            "spec.ingress[0].ports[0].endPort: Invalid value: 80: may not be specified when `port` is non-numeric"
        ],
    ),
    "an end of nothing": (
        port(endPort=80),
        [
            "spec.ingress[0].ports[0].endPort: Invalid value: 80: may not be specified when `port` is not specified"
        ],
    ),
    "everybody": (peer(podSelector={}), []),
    "nobody": (peer(), ["spec.egress[0].to[0]: Required value: must specify a peer"]),
    "a range and pods": (
        peer(podSelector={}, ipBlock={"cidr": "10.0.0.0/8"}),
        ["spec.egress[0].to[0]: Forbidden: may not specify both ipBlock and another peer"],
    ),
    "a range of nothing": (peer(ipBlock={}), ["spec.egress[0].to[0].ipBlock.cidr: Required value"]),
    "a range": (
        peer(ipBlock={"cidr": "10.0.0.1/8"}),
        [
            'spec.egress[0].to[0].ipBlock.cidr: Invalid value: "10.0.0.1/8": must not have bits set beyond the prefix length'
        ],
    ),
    "a range outside": (
        peer(
            ipBlock={
                "cidr": "10.0.0.0/8",
                "except": ["10.1.0.0/16", "11.0.0.0/16", "10.0.0.0/8", "x"],
            }
        ),
        [
            'spec.egress[0].to[0].ipBlock.except[1]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
            'spec.egress[0].to[0].ipBlock.except[2]: Invalid value: "10.0.0.0/8": must be a strict subset of `cidr`',
            'spec.egress[0].to[0].ipBlock.except[3]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
        ],
    ),
    "a type": (
        policy(policyTypes=["ingress"]),
        [
            'spec.policyTypes[0]: Unsupported value: "ingress": supported values: "Ingress", "Egress"'
        ],
    ),
    "three types": (
        policy(policyTypes=["Ingress"] * 3),
        [
            'spec.policyTypes: Invalid value: ["Ingress","Ingress","Ingress"]: may not specify more than two policyTypes'
        ],
    ),
}


@pytest.mark.parametrize(("document", "said"), CASES.values(), ids=list(CASES))
def test_what_is_wrong_with_a_policy(document: Object, said: list[str], refusals: Refusals) -> None:
    assert refusals(document) == said


def test_ranges_that_it_had_before_are_let_in() -> None:
    kind, old = kinds.kind_of_key("NetworkPolicy"), peer(ipBlock={"cidr": "10.0.0.1/8"})
    assert (
        list(
            kind.update_problems(
                {**old, "spec": {**old["spec"], "podSelector": {"matchLabels": {"a": "b"}}}}, old
            )
        )
        == []
    )
    assert [
        problem.field for problem in kind.update_problems(peer(ipBlock={"cidr": "10.0.0.2/8"}), old)
    ] == ["spec.egress[0].to[0].ipBlock.cidr"]


@pytest.mark.parametrize(
    ("given", "types"),
    [
        ({}, ["Ingress"]),
        ({"egress": [{}]}, ["Ingress", "Egress"]),
        ({"policyTypes": ["Egress"]}, ["Egress"]),
    ],
)
def test_the_directions_that_it_restricts(given: Object, types: list[str], admit: Admit) -> None:
    assert admit(policy(**given))[0]["spec"]["policyTypes"] == types


def test_ports_are_tcp(admit: Admit) -> None:
    stored, _ = admit(policy(ingress=[{}, {"ports": [{"port": 80}, {"protocol": "UDP"}]}]))
    assert stored["spec"]["ingress"] == [
        {},
        {"ports": [{"port": 80, "protocol": "TCP"}, {"protocol": "UDP"}]},
    ]
    assert stored["metadata"]["generation"] == 1 and "status" not in stored


def test_unusual_ranges_are_told_of(admit: Admit) -> None:
    said = admit(peer(ipBlock={"cidr": "2001:DB8::/32", "except": ["2001:DB8::/64"]}))[1]
    assert said == [
        'spec.egress[0].to[0].ipBlock.cidr: IPv6 CIDR value "2001:DB8::/32" should be in RFC 5952 canonical format '
        '("2001:db8::/32")',
        'spec.egress[0].to[0].ipBlock.except[0]: IPv6 CIDR value "2001:DB8::/64" should be in RFC 5952 canonical format '
        '("2001:db8::/64")',
    ]


def test_what_is_shown_of_a_policy() -> None:
    kind = kinds.kind_of_key("NetworkPolicy")
    labels = {"matchLabels": {"app": "db"}}
    given = policy(
        podSelector=labels,
        policyTypes=["Ingress", "Egress"],
        ingress=[
            {
                "ports": [
                    {"port": 5432, "protocol": "TCP"},
                    {"port": 32000, "endPort": 32768, "protocol": "UDP"},
                    {"protocol": "SCTP"},
                ],
                "from": [
                    {"podSelector": labels, "namespaceSelector": {}},
                    {"namespaceSelector": labels},
                ],
            },
            {
                "from": [
                    {"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.1.0.0/16", "10.2.0.0/16"]}}
                ]
            },
            {},
        ],
    )
    given["metadata"]["creationTimestamp"] = "2026-11-23T08:12:11Z"
    assert [column.cell(given, EPOCH) for column in kind.columns] == ["app=db"]
    assert [column.cell(policy(), EPOCH) for column in kind.columns] == ["<none>"]
    assert kind.describe is not None
    assert (
        align([kind.describe(given, Cluster(Objects()))])
        == """\
Name:         db
Namespace:    default
Created on:   2026-11-23 08:12:11 +0000 UTC
Labels:       <none>
Annotations:  <none>
Spec:
  PodSelector:     app=db
  Allowing ingress traffic:
    To Port: 5432/TCP
    To Port Range: 32000-32768/UDP
    To Port: <nil>/SCTP
    From:
      NamespaceSelector: <none>
      PodSelector: app=db
    From:
      NamespaceSelector: app=db
    ----------
    To Port: <any> (traffic allowed to all ports)
    From:
      IPBlock:
        CIDR: 10.0.0.0/8
        Except: 10.1.0.0/16, 10.2.0.0/16
    ----------
    To Port: <any> (traffic allowed to all ports)
    From: <any> (traffic not restricted by source)
  Allowing egress traffic:
    <none> (Selected pods are isolated for egress connectivity)
  Policy Types: Ingress, Egress
"""
    )
    closed = align([kind.describe(policy(policyTypes=["Egress"]), Cluster(Objects()))])
    assert (
        "  PodSelector:     <none> (Allowing the specific traffic to all pods in this namespace)\n"
        in closed
    )
    assert "  Not affecting ingress traffic\n  Allowing egress traffic:\n" in closed
