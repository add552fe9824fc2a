"""What an update of a Service keeps, what it wipes, and what it may not change."""

from collections.abc import Callable
from itertools import product
from typing import TypeAlias

import pytest
from objects import service

from minik.errors import Invalid
from minik.kinds.service import fields, status, updates
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.source import Objects

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
FIXED = "may not change once set"


def named(*names: str) -> list[Object]:
    return [{"name": name, "port": 80 + index} for index, name in enumerate(names)]


@pytest.mark.proves("F40")
def test_dropping_none_keeps_a_service_headless(admit: Admit) -> None:
    stored, _ = admit(service(), service(clusterIP="None"))
    assert fields.is_headless(stored)


def test_addresses_and_ports_are_kept_where_nothing_else_is_said(admit: Admit) -> None:
    old, _ = admit(service(type="LoadBalancer", externalTrafficPolicy="Local"))
    new, _ = admit(
        service(type="LoadBalancer", externalTrafficPolicy="Local", selector={"app": "b"}), old
    )
    for field in (
        "clusterIP",
        "clusterIPs",
        "ports",
        "healthCheckNodePort",
        "ipFamilies",
        "ipFamilyPolicy",
    ):
        assert new["spec"][field] == old["spec"][field]
    assert new["spec"]["selector"] == {"app": "b"}


def test_node_ports_follow_the_names_of_ports(admit: Admit) -> None:
    old = service(
        type="NodePort",
        ports=[{**port, "nodePort": 30080 + index} for index, port in enumerate(named("a", "b"))],
    )
    new, _ = admit(service(type="NodePort", ports=named("b", "c", "a")), old)
    first, second, third = fields.node_ports(new)
    assert (first, third) == (30081, 30080) and second not in (30080, 30081)


def test_a_node_port_moves_to_the_port_that_asks_for_it(admit: Admit) -> None:
    old = service(type="NodePort", ports=[{**named("a")[0], "nodePort": 30080}])
    first, second = named("a", "b")
    new, _ = admit(service(type="NodePort", ports=[first, {**second, "nodePort": 30080}]), old)
    assert fields.node_ports(new)[1] == 30080 != fields.node_ports(new)[0]


LOCAL = {
    "type": "LoadBalancer",
    "externalTrafficPolicy": "Local",
    "loadBalancerClass": "example.com/x",
}
WIPED: dict[str, tuple[Object, Object, set[str]]] = {
    "an external name has no address": (
        {},
        {"type": "ExternalName", "externalName": "x.example.com"},
        {"clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"},
    ),
    "inside there is no outside": (
        {"type": "NodePort"},
        {"type": "ClusterIP"},
        {"externalTrafficPolicy"},
    ),
    "what was a load balancer": (
        LOCAL,
        {"type": "ClusterIP"},
        {
            "externalTrafficPolicy",
            "healthCheckNodePort",
            "loadBalancerClass",
            "allocateLoadBalancerNodePorts",
        },
    ),
    "what was a load balancer keeps its node ports": (
        LOCAL,
        {"type": "NodePort"},
        {"healthCheckNodePort", "loadBalancerClass", "allocateLoadBalancerNodePorts"},
    ),
}


@pytest.mark.parametrize(("before", "after", "gone"), WIPED.values(), ids=list(WIPED))
def test_a_change_of_type_wipes_what_the_new_type_cannot_have(
    before: Object, after: Object, gone: set[str], admit: Admit
) -> None:
    old, _ = admit(service(**before, selector={"app": "a"}, sessionAffinity="ClientIP"))
    new, _ = admit({**old, "spec": {**old["spec"], **after}}, old)
    assert not gone & new["spec"].keys()
    assert (new["spec"]["selector"], new["spec"]["sessionAffinity"]) == ({"app": "a"}, "ClientIP")
    assert bool(fields.node_ports(new)) == (after["type"] == "NodePort")


def test_what_the_user_changed_as_well_is_not_wiped_but_refused(
    admit: Admit, refusals: Refusals
) -> None:
    old, _ = admit(service(type="NodePort"))
    port = {**old["spec"]["ports"][0], "nodePort": 30001}
    assert refusals(
        {
            **old,
            "spec": {
                **old["spec"],
                "type": "ClusterIP",
                "ports": [port],
                "externalTrafficPolicy": "Local",
            },
        },
        old,
    ) == [
        "spec.ports[0].nodePort: Forbidden: may not be used when `type` is 'ClusterIP'",
        'spec.externalTrafficPolicy: Invalid value: "Local": may only be set for externally-accessible services',
    ]


def test_the_status_is_kept_as_long_as_there_is_a_load_balancer(admit: Admit) -> None:
    draft = Cluster(Objects()).draft()
    old, _ = admit(service(type="LoadBalancer"))
    old = {**old, "status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.9"}]}}}
    assert status.prepare(service(type="LoadBalancer"), old, draft)["status"] == old["status"]
    assert status.prepare(service(type="NodePort"), old, draft)["status"] == {"loadBalancer": {}}


CASES: dict[str, tuple[Object, Object, list[str]]] = {
    "another address": (
        {"clusterIP": "10.96.0.9"},
        {"clusterIP": "10.96.0.10"},
        [f'spec.clusterIPs[0]: Invalid value: ["10.96.0.10"]: {FIXED}'],
    ),
    "no address any more": (
        {"clusterIP": "10.96.0.9"},
        {"clusterIP": "None"},
        [f'spec.clusterIPs[0]: Invalid value: ["None"]: {FIXED}'],
    ),
    "an address at last": (
        {"clusterIP": "None", "selector": {"app": "a"}},
        {"clusterIP": "10.96.0.9", "selector": {"app": "a"}},
        [f'spec.clusterIPs[0]: Invalid value: ["10.96.0.9"]: {FIXED}'],
    ),
    "the same address": ({"clusterIP": "10.96.0.9"}, {"clusterIP": "10.96.0.9"}, []),
    "from a name to an address": (
        {"type": "ExternalName", "externalName": "x.example.com"},
        {"clusterIP": "10.96.0.9"},
        [],
    ),
    "from an address to a name": (
        {"clusterIP": "10.96.0.9"},
        {"type": "ExternalName", "externalName": "x.example.com"},
        [],
    ),
    "another class": (
        {"type": "LoadBalancer"},
        {"type": "LoadBalancer", "loadBalancerClass": "example.com/x"},
        [f'spec.loadBalancerClass: Invalid value: "example.com/x": {FIXED}'],
    ),
    "another health check": (
        {**LOCAL, "healthCheckNodePort": 30100},
        {**LOCAL, "healthCheckNodePort": 30101},
        ["spec.healthCheckNodePort: Forbidden: field is immutable"],
    ),
    "both headless, other families": (
        {"clusterIP": "None"},
        {"clusterIP": "None", "ipFamilies": ["IPv6", "IPv4"]},
        [],
    ),
}


@pytest.mark.proves("F39")
@pytest.mark.parametrize(("before", "after", "said"), CASES.values(), ids=list(CASES))
def test_what_may_not_change(
    before: Object, after: Object, said: list[str], refusals: Refusals
) -> None:
    assert refusals(service(**after), service(**before)) == said


def test_what_was_let_in_before_is_let_in_still(admit: Admit) -> None:
    old, _ = admit(service(type="LoadBalancer", externalIPs=["198.51.100.7"]))
    legacy = {
        **old["spec"],
        "externalIPs": ["198.51.100.07"],
        "loadBalancerSourceRanges": ["10.0.0.1/8"],
    }
    old = {**old, "metadata": {**old["metadata"], "name": "Web"}, "spec": legacy}
    assert (
        list(updates.update_problems({**old, "spec": {**legacy, "selector": {"app": "b"}}}, old))
        == []
    )
    (problem,) = updates.update_problems(
        {**old, "spec": {**legacy, "externalIPs": ["198.51.100.08"]}}, old
    )
    assert (
        str(problem)
        == 'spec.externalIPs[0]: Invalid value: "198.51.100.08": must not have leading 0s'
    )


TYPES = ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName")


@pytest.mark.parametrize(("before", "after", "again"), list(product(TYPES, repeat=3)))
def test_a_type_can_be_changed_with_one_line(
    before: str, after: str, again: str, admit: Admit
) -> None:
    first, _ = admit(service(type=before, externalName="x.example.com", ports=[{"port": 80}]))
    second, _ = admit({**first, "spec": {**first["spec"], "type": after}}, first)
    third, _ = admit({**second, "spec": {**second["spec"], "type": again}}, second)
    assert fields.service_type(third) == again
    assert bool(fields.addresses(third)) == (again != "ExternalName")
    assert bool(fields.node_ports(third)) == (again in ("NodePort", "LoadBalancer"))


def test_a_refused_update_says_everything(refusals: Refusals, admit: Admit) -> None:
    with pytest.raises(Invalid) as refused:
        admit(service(clusterIP="None", type="NodePort"), service(clusterIP="10.96.0.9"))
    assert list(map(str, refused.value.causes)) == [
        f'spec.clusterIPs[0]: Invalid value: ["None"]: {FIXED}',
        "spec.clusterIPs[0]: Invalid value: \"None\": may not be set to 'None' for NodePort services",
    ]
