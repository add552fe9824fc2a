"""What the server fills in in a Service, and what it warns of."""

from collections.abc import Callable
from typing import TypeAlias

import pytest
from objects import service

from minik.kinds.service import fields
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
PORT: Object = {"port": 80}
FILLED: Object = {"port": 80, "protocol": "TCP", "targetPort": 80}
INSIDE: Object = {
    "ports": [FILLED],
    "type": "ClusterIP",
    "sessionAffinity": "None",
    "internalTrafficPolicy": "Cluster",
    "ipFamilies": ["IPv4"],
    "ipFamilyPolicy": "SingleStack",
}
OUTSIDE: Object = {**INSIDE, "externalTrafficPolicy": "Cluster"}


CASES: dict[str, tuple[Object, Object]] = {
    "inside the cluster": ({}, INSIDE),
    "with its own target port": (
        {"ports": [{"port": 80, "targetPort": 9376}]},
        {**INSIDE, "ports": [{**FILLED, "targetPort": 9376}]},
    ),
    "with a named target port": (
        {"ports": [{"port": 80, "targetPort": "web"}]},
        {**INSIDE, "ports": [{**FILLED, "targetPort": "web"}]},
    ),
    "with no target port to speak of": ({"ports": [{"port": 80, "targetPort": ""}]}, INSIDE),
    "with another protocol": (
        {"ports": [{"port": 53, "protocol": "UDP"}]},
        {**INSIDE, "ports": [{"port": 53, "protocol": "UDP", "targetPort": 53}]},
    ),
    "with affinity": (
        {"sessionAffinity": "ClientIP"},
        {
            **INSIDE,
            "sessionAffinity": "ClientIP",
            "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 10800}},
        },
    ),
    "with affinity of its own": (
        {
            "sessionAffinity": "ClientIP",
            "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}},
        },
        {
            **INSIDE,
            "sessionAffinity": "ClientIP",
            "sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}},
        },
    ),
    "without affinity": ({"sessionAffinityConfig": {"clientIP": {"timeoutSeconds": 60}}}, INSIDE),
    "with external addresses": (
        {"externalIPs": ["198.51.100.7"]},
        {**OUTSIDE, "externalIPs": ["198.51.100.7"]},
    ),
    "on the nodes": ({"type": "NodePort"}, {**OUTSIDE, "type": "NodePort"}),
    "behind a load balancer": (
        {"type": "LoadBalancer"},
        {**OUTSIDE, "type": "LoadBalancer", "allocateLoadBalancerNodePorts": True},
    ),
    "an external name": (
        {
            "ports": [PORT],
            "type": "ExternalName",
            "externalName": "db.example.com",
            "internalTrafficPolicy": "Cluster",
        },
        {
            "ports": [FILLED],
            "type": "ExternalName",
            "sessionAffinity": "None",
            "externalName": "db.example.com",
        },
    ),
    "headless": (
        {"clusterIP": "None", "selector": {"app": "web"}},
        {**INSIDE, "clusterIP": "None", "clusterIPs": ["None"], "selector": {"app": "web"}},
    ),
    "headless, for anybody": (
        {"clusterIP": "None"},
        {
            **INSIDE,
            "clusterIP": "None",
            "clusterIPs": ["None"],
            "ipFamilies": ["IPv4", "IPv6"],
            "ipFamilyPolicy": "RequireDualStack",
        },
    ),
    "headless, for anybody of one family": (
        {"clusterIP": "None", "ipFamilyPolicy": "SingleStack"},
        {**INSIDE, "clusterIP": "None", "clusterIPs": ["None"]},
    ),
    "of two families, if there are two": (
        {"ipFamilyPolicy": "PreferDualStack"},
        {**INSIDE, "ipFamilyPolicy": "PreferDualStack"},
    ),
}


@pytest.mark.proves("C8", "C9", "F4", "G1", "H18")
@pytest.mark.parametrize(("given", "stored"), CASES.values(), ids=list(CASES))
def test_what_is_stored(given: Object, stored: Object, admit: Admit) -> None:
    spec = admit(service(**given))[0]["spec"]
    allocated = (
        {}
        if "clusterIP" in stored or spec["type"] == "ExternalName"
        else {"clusterIP": spec["clusterIP"], "clusterIPs": [spec["clusterIP"]]}
    )
    ports = [
        {name: value for name, value in port.items() if name != "nodePort"}
        for port in spec["ports"]
    ]
    assert {**spec, "ports": ports} == {**stored, **allocated}
    assert all(
        ("nodePort" in port) == (spec["type"] in ("NodePort", "LoadBalancer"))
        for port in spec["ports"]
    )


def test_users_do_not_write_the_status(admit: Admit) -> None:
    given = {
        **service(type="LoadBalancer"),
        "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.9"}]}},
    }
    assert admit(given)[0]["status"] == {"loadBalancer": {}}


DEPRECATED = "spec.externalIPs is deprecated and may no longer be implemented in some clusters"
WARNINGS: list[tuple[Object, list[str]]] = [
    (service(), []),
    (service(externalIPs=["198.51.100.7"]), [DEPRECATED]),
    (
        service(externalIPs=["2001:DB8::1"]),
        [
            'spec.externalIPs[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")',
            DEPRECATED,
        ],
    ),
    (
        service(
            clusterIP="None",
            externalIPs=["198.51.100.7"],
            loadBalancerIP="203.0.113.9",
            sessionAffinity="ClientIP",
        ),
        [
            "spec.loadBalancerIP is ignored for headless services",
            "spec.externalIPs is ignored for headless services",
            "spec.SessionAffinity is ignored for headless services",
        ],
    ),
    (
        service(type="LoadBalancer", loadBalancerIP="203.0.113.009"),
        [
            'spec.loadBalancerIP: non-standard IP address "203.0.113.009" will be considered invalid in a future Kubernetes release: '
            'use "203.0.113.9"'
        ],
    ),
    (
        service(type="LoadBalancer", loadBalancerSourceRanges=["2001:DB8::/64"]),
        [
            'spec.loadBalancerSourceRanges[0]: IPv6 CIDR value "2001:DB8::/64" should be in RFC 5952 canonical format ("2001:db8::/64")'
        ],
    ),
    (
        service(type="ExternalName", externalName="db.example.com", externalIPs=["198.51.100.7"]),
        ['spec.externalIPs is ignored when spec.type is "ExternalName"'],
    ),
    (
        service(externalName="db.example.com"),
        ['spec.externalName is ignored when spec.type is not "ExternalName"'],
    ),
    (
        service(trafficDistribution="PreferClose"),
        ['spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"'],
    ),
    (
        {
            **service(),
            "metadata": {
                "name": "web",
                "annotations": {"service.kubernetes.io/topology-aware-hints": "Auto"},
            },
        },
        [
            "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead"
        ],
    ),
]


@pytest.mark.parametrize(("document", "said"), WARNINGS)
def test_what_the_sender_is_told(document: Object, said: list[str], admit: Admit) -> None:
    assert admit(document)[1] == said


@pytest.mark.proves("C4")
def test_the_manifest_of_the_article_is_let_in_without_a_word(admit: Admit) -> None:
    stored, said = admit(
        {
            "kind": "Service",
            "apiVersion": "v1",
            "metadata": {"name": "my-service"},
            "spec": {
                "selector": {"app": "MyApp"},
                "ports": [{"protocol": "TCP", "port": 80, "targetPort": 9376}],
            },
        }
    )
    assert said == []
    assert stored["spec"]["ports"] == [{"protocol": "TCP", "port": 80, "targetPort": 9376}]


def test_a_port_that_is_null_is_none() -> None:
    two = [None, {"port": 80}, {"port": 53, "protocol": "UDP"}]
    found = fields.ports({"spec": {"ports": two}})
    assert [(port["port"], port["protocol"]) for port in found] == [(80, "TCP"), (53, "UDP")]
