"""Which addresses and ports services get, and what they are refused."""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from ipaddress import ip_address, ip_network
from typing import Any

import objects
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minik import kinds
from minik.errors import InternalError, Invalid, MinikError
from minik.intake import registry
from minik.kinds.service import fields
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, key
from minik.model.settings import Settings
from minik.model.source import Objects

KIND = kinds.kind_of_key("Service")
SINGLE = Settings()
DUAL = Settings(service_cidrs=("10.96.0.0/16", "fd00:10:96::/112"))
SIX = Settings(service_cidrs=("fd00:10:96::/112",))
NAMESPACE: Object = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "default"}}


def empty(settings: Settings = SINGLE, *objects: Object) -> Draft:
    found = Objects({"Namespace": {"default": NAMESPACE}})
    for obj in objects:
        found.add(key(obj).kind, key(obj).path, obj)
    return Cluster(found, settings, datetime(2026, 11, 23, tzinfo=UTC), lineage="test").draft()


service = partial(objects.service, namespace="default")


def made(draft: Draft, name: str = "web", **spec: Any) -> Object:
    return registry.create(draft, KIND, service(name, **spec))[0]


def changed(draft: Draft, old: Object, **spec: Any) -> Object:
    return registry.update(draft, KIND, old, service(old["metadata"]["name"], **spec))[0]


def refusal(draft: Draft, name: str = "web", **spec: Any) -> str:
    with pytest.raises(MinikError) as refused:
        made(draft, name, **spec)
    return refused.value.message


@pytest.mark.proves("C7")
def test_a_service_gets_an_address_above_the_band_of_those_who_choose() -> None:
    spec = made(empty())["spec"]
    assert spec["clusterIPs"] == [spec["clusterIP"]]
    assert (
        int(ip_address("10.96.1.0"))
        < int(ip_address(spec["clusterIP"]))
        < int(ip_address("10.96.255.255"))
    )


def test_the_same_service_gets_the_same_address_in_every_cluster() -> None:
    assert made(empty())["spec"] == made(empty())["spec"]
    assert made(empty())["spec"]["clusterIP"] != made(empty(), "db")["spec"]["clusterIP"]


@pytest.mark.proves("F1", "F38")
def test_an_address_that_is_asked_for_is_given_if_it_is_free() -> None:
    draft = empty()
    assert made(draft, "a", clusterIP="10.96.0.9")["spec"]["clusterIPs"] == ["10.96.0.9"]
    assert refusal(draft, "b", clusterIP="10.96.0.9") == (
        'Service "b" is invalid: spec.clusterIPs: Invalid value: ["10.96.0.9"]: failed to allocate IP 10.96.0.9: '
        "provided IP is already allocated"
    )


@pytest.mark.proves("F3")
@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("10.97.0.1", "the provided network does not match the current range"),
        (
            "10.96.0.0",
            "the provided IP (10.96.0.0) is not in the valid range. The range of valid IPs is 10.96.0.0/16",
        ),
        (
            "10.96.255.255",
            "the provided IP (10.96.255.255) is not in the valid range. The range of valid IPs is 10.96.0.0/16",
        ),
    ],
)
def test_an_address_outside_the_range_is_refused(address: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        made(empty(), clusterIP=address)
    assert (
        refused.value.causes[0].message
        == f'Invalid value: ["{address}"]: failed to allocate IP {address}: {why}'
    )
    assert "The range of valid IPs is 10.96.0.0/16" in refused.value.message + refused.value.hint


def test_a_rehearsal_names_the_range() -> None:
    draft = empty().base.draft(dry_run=True)
    assert refusal(draft, clusterIP="10.97.0.1").endswith(
        "the provided IP (10.97.0.1) is not in the valid range. The range of valid IPs is 10.96.0.0/16"
    )


def test_a_rehearsal_looks_neither_for_taken_addresses_nor_for_the_range_of_ports() -> None:
    draft = empty().base.draft(dry_run=True)
    made(draft, "first", clusterIP="10.96.0.7")
    assert made(draft, clusterIP="10.96.0.7")["spec"]["clusterIP"] == "10.96.0.7"
    ports = [{"port": 80, "protocol": "TCP", "nodePort": 99}]
    wanted = {"type": "LoadBalancer", "externalTrafficPolicy": "Local", "healthCheckNodePort": 98}
    spec = made(draft, "low", ports=ports, **wanted)["spec"]
    assert (spec["ports"][0]["nodePort"], spec["healthCheckNodePort"]) == (99, 98)


def test_a_rehearsal_refuses_a_port_that_is_taken() -> None:
    draft = empty().base.draft(dry_run=True)
    ports = [{"port": 80, "protocol": "TCP", "nodePort": 31000}]
    made(draft, "first", type="NodePort", ports=ports)
    assert refusal(draft, type="NodePort", ports=ports).endswith(
        "provided port is already allocated"
    )


def test_a_full_range_refuses_further_services() -> None:
    draft = empty(Settings(service_cidrs=("10.96.0.0/30",)))
    assert {made(draft, name)["spec"]["clusterIP"] for name in "ab"} == {"10.96.0.1", "10.96.0.2"}
    with pytest.raises(
        InternalError, match='failed to allocate a serviceIP for Service "c": range is full'
    ):
        made(draft, "c")


def test_a_further_range_helps() -> None:
    cidr = {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "ServiceCIDR",
        "metadata": {"name": "more"},
        "spec": {"cidrs": ["10.200.0.0/30"]},
    }
    draft = empty(Settings(service_cidrs=("10.96.0.0/30",)), cidr)
    found = {made(draft, name)["spec"]["clusterIP"] for name in "abc"} | {
        made(draft, "d", clusterIP="10.200.0.2")["spec"]["clusterIP"]
    }
    assert found == {"10.96.0.1", "10.96.0.2", "10.200.0.1", "10.200.0.2"}


def test_what_is_refused_or_deleted_holds_nothing() -> None:
    draft = empty()
    refusal(draft, "a", clusterIP="10.96.0.9", type="x")
    kept = made(draft, "b", clusterIP="10.96.0.9")
    registry.delete(draft, KIND, kept)
    assert made(draft, "c", clusterIP="10.96.0.9")["spec"]["clusterIP"] == "10.96.0.9"
    refusal(draft, "c", clusterIP="10.96.0.10")
    assert made(draft, "d", clusterIP="10.96.0.10")


@pytest.mark.parametrize(
    ("settings", "spec", "families", "cidrs"),
    [
        (DUAL, {}, ["IPv4"], [0]),
        (DUAL, {"ipFamilies": ["IPv6"]}, ["IPv6"], [1]),
        (DUAL, {"clusterIP": "fd00:10:96::50"}, ["IPv6"], [1]),
        (DUAL, {"ipFamilyPolicy": "PreferDualStack"}, ["IPv4", "IPv6"], [0, 1]),
        (
            DUAL,
            {"ipFamilyPolicy": "RequireDualStack", "ipFamilies": ["IPv6"]},
            ["IPv6", "IPv4"],
            [1, 0],
        ),
        (
            DUAL,
            {"ipFamilyPolicy": "RequireDualStack", "clusterIP": "fd00:10:96::50"},
            ["IPv6", "IPv4"],
            [1, 0],
        ),
        (SIX, {"ipFamilyPolicy": "PreferDualStack"}, ["IPv6"], [0]),
    ],
)
def test_families(
    settings: Settings, spec: Object, families: Sequence[str], cidrs: Sequence[int]
) -> None:
    stored = made(empty(settings), **spec)["spec"]
    assert stored["ipFamilies"] == families
    assert all(
        ip_address(address) in ip_network(settings.service_cidrs[index])
        for address, index in zip(stored["clusterIPs"], cidrs, strict=True)
    )


def test_two_families_become_one_and_two_again() -> None:
    draft = empty(DUAL)
    dual = made(
        draft,
        ipFamilyPolicy="RequireDualStack",
        clusterIP="10.96.0.9",
        clusterIPs=["10.96.0.9", "fd00:10:96::9"],
    )
    single = changed(draft, dual, ipFamilyPolicy="SingleStack")
    assert (single["spec"]["clusterIPs"], single["spec"]["ipFamilies"]) == (["10.96.0.9"], ["IPv4"])
    assert made(draft, "other", ipFamilies=["IPv6"], clusterIP="fd00:10:96::9")
    again = changed(draft, single, ipFamilyPolicy="RequireDualStack")
    assert (
        again["spec"]["clusterIPs"][0] == "10.96.0.9"
        and again["spec"]["clusterIPs"][1] != "fd00:10:96::9"
    )


def test_two_families_become_one_only_if_the_policy_says_so() -> None:
    draft = empty(DUAL)
    dual = made(draft, ipFamilyPolicy="RequireDualStack")
    with pytest.raises(Invalid) as refused:
        changed(
            draft,
            dual,
            clusterIP=dual["spec"]["clusterIP"],
            clusterIPs=dual["spec"]["clusterIPs"][:1],
        )
    assert [problem.message for problem in refused.value.causes] == [
        "Invalid value: \"RequireDualStack\": must be 'SingleStack' to release the secondary cluster IP"
    ]


def test_who_prefers_two_families_is_left_alone() -> None:
    draft = empty(SIX)
    single = made(draft, ipFamilyPolicy="PreferDualStack")
    dual = (
        draft.cluster()
        .with_settings(Settings(service_cidrs=("fd00:10:96::/112", "10.96.0.0/16")))
        .draft()
    )
    assert (
        changed(dual, single, ipFamilyPolicy="PreferDualStack", ipFamilies=["IPv6"])["spec"]
        == single["spec"]
    )
    assert (
        len(
            changed(dual, single, ipFamilyPolicy="RequireDualStack", ipFamilies=["IPv6"])["spec"][
                "clusterIPs"
            ]
        )
        == 2
    )


@pytest.mark.proves("F41")
@pytest.mark.proves("H19")
@pytest.mark.parametrize("kind", ["NodePort", "LoadBalancer"])
def test_a_port_on_every_node(kind: str) -> None:
    draft = empty()
    assert (
        made(draft, "a", type=kind, ports=[{"port": 80, "nodePort": 30080}])["spec"]["ports"][0][
            "nodePort"
        ]
        == 30080
    )
    assert 30086 <= made(draft, "b", type=kind)["spec"]["ports"][0]["nodePort"] <= 32767
    for port, why in (
        (30080, "provided port is already allocated"),
        (25000, "provided port is not in the valid range. The range of valid ports is 30000-32767"),
    ):
        assert refusal(draft, "c", type=kind, ports=[{"port": 80, "nodePort": port}]) == (
            f'Service "c" is invalid: spec.ports[0].nodePort: Invalid value: {port}: {why}'
        )


TCP_AND_UDP = [{"name": "t", "port": 53}, {"name": "u", "port": 53, "protocol": "UDP"}]


def test_one_number_for_two_protocols_is_one_port_on_the_nodes() -> None:
    draft = empty()
    first = made(draft, "a", type="NodePort", ports=TCP_AND_UDP)
    numbers = fields.node_ports(first)
    assert len(numbers) == 2 and len(set(numbers)) == 1
    asked = made(
        draft, "b", type="NodePort", ports=[TCP_AND_UDP[0], {**TCP_AND_UDP[1], "nodePort": 30053}]
    )
    assert fields.node_ports(asked) == [30053, 30053]
    assert refusal(
        draft, "c", type="NodePort", ports=[{"port": 1, "protocol": "SCTP", "nodePort": 30053}]
    ).endswith("already allocated")


def test_a_changed_service_gets_a_port_for_each() -> None:
    draft = empty()
    grown = changed(draft, made(draft), type="NodePort", ports=TCP_AND_UDP)
    assert len(set(fields.node_ports(grown))) == 2


def test_two_ports_of_a_protocol_never_share_one() -> None:
    draft = empty()
    old = made(draft, type="NodePort")
    with pytest.raises(InternalError, match=r"^duplicate nodePort: \{TCP 30080\}$"):
        changed(
            draft,
            old,
            type="NodePort",
            ports=[
                {"name": "a", "port": 80, "nodePort": 30080},
                {"name": "b", "port": 81, "nodePort": 30080},
            ],
        )


def test_a_load_balancer_may_do_without_node_ports() -> None:
    draft = empty()
    assert (
        fields.node_ports(
            made(draft, "a", type="LoadBalancer", allocateLoadBalancerNodePorts=False)
        )
        == []
    )
    asked = made(
        draft,
        "b",
        type="LoadBalancer",
        allocateLoadBalancerNodePorts=False,
        ports=[{"port": 80, "nodePort": 30080}],
    )
    assert fields.node_ports(asked) == [30080]


def test_a_local_load_balancer_has_a_port_for_health_checks() -> None:
    draft = empty()
    local = made(draft, type="LoadBalancer", externalTrafficPolicy="Local")
    number = fields.health_check_node_port(local)
    assert 30086 <= number <= 32767 and number not in fields.node_ports(local)
    assert refusal(draft, "b", type="NodePort", ports=[{"port": 80, "nodePort": number}]).endswith(
        "already allocated"
    )
    assert fields.health_check_node_port(changed(draft, local, type="LoadBalancer")) == 0
    assert made(draft, "c", type="NodePort", ports=[{"port": 80, "nodePort": number}])
    assert (
        made(
            draft,
            "d",
            type="LoadBalancer",
            externalTrafficPolicy="Local",
            healthCheckNodePort=30100,
        )["spec"]["healthCheckNodePort"]
        == 30100
    )
    assert (
        "failed to allocate requested HealthCheck NodePort 30100: provided port is already allocated"
        in refusal(
            draft,
            "e",
            type="LoadBalancer",
            externalTrafficPolicy="Local",
            healthCheckNodePort=30100,
        )
    )


def test_a_full_range_of_ports_refuses_further_services() -> None:
    draft = empty(Settings(node_ports=(30000, 30001)))
    assert {fields.node_ports(made(draft, name, type="NodePort"))[0] for name in "ab"} == {
        30000,
        30001,
    }
    with pytest.raises(InternalError, match="failed to allocate a nodePort: range is full"):
        made(draft, "c", type="NodePort")


TYPES = st.sampled_from(("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"))
STEPS = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        TYPES,
        st.sampled_from(("Cluster", "Local")),
        st.integers(1, 3),
        st.booleans(),
    ),
    max_size=12,
)


def asked(name: str, kind: str, policy: str, count: int) -> Object:
    ports = [{"name": f"p{index}", "port": 80 + index} for index in range(count)]
    outside = policy if kind in ("NodePort", "LoadBalancer") else None
    return service(
        name,
        type=kind,
        ports=ports,
        externalTrafficPolicy=outside,
        externalName="x.example.com" if kind == "ExternalName" else None,
    )


@given(STEPS, st.sampled_from((SINGLE, DUAL, SIX)))
def test_nothing_is_held_twice_and_everything_is_in_its_range(
    steps: list[tuple[str, str, str, int, bool]], settings: Settings
) -> None:
    draft = empty(settings)
    for name, kind, policy, count, gone in steps:
        old = draft.get("Service", "default", name)
        if old is None:
            registry.create(draft, KIND, asked(name, kind, policy, count))
        elif gone:
            registry.delete(draft, KIND, old)
        else:
            registry.update(draft, KIND, old, asked(name, kind, policy, count))
    found = list(draft.of("Service"))
    addresses = [address for one in found for address in fields.addresses(one)]
    assert len(addresses) == len(set(addresses)) == sum(len(fields.families(one)) for one in found)
    assert all(
        any(ip_address(address) in ip_network(cidr) for cidr in settings.service_cidrs)
        for address in addresses
    )
    ports = [
        number
        for one in found
        for number in {*fields.node_ports(one), fields.health_check_node_port(one)} - {0}
    ]
    assert len(ports) == len(set(ports)) and all(30000 <= number <= 32767 for number in ports)
    assert all(bool(fields.node_ports(one)) == fields.needs_node_ports(one) for one in found)


def test_ten_thousand_services_each_have_their_address() -> None:
    draft = empty()
    found = {made(draft, f"s{index}")["spec"]["clusterIP"] for index in range(10_000)}
    assert len(found) == 10_000
