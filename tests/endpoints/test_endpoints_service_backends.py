"""The pods behind a Service: their addresses, ports and names, and what endpoints say of them."""

from typing import Any

import pytest
from objects import pod, service

from minik.endpoints import service_backends
from minik.endpoints.service_backends import Port


def test_a_pod_that_a_dump_gives_without_a_uid_is_referred_to_by_its_name() -> None:
    bare = {"kind": "Pod", "metadata": {"name": "web", "namespace": "shop"}}
    assert service_backends.pod_reference(bare) == {
        "kind": "Pod",
        "name": "web",
        "namespace": "shop",
        "uid": "",
    }


IPV4, IPV6 = "10.244.1.7", "fd00:10::7"


@pytest.mark.parametrize(
    ("addresses", "family", "address"),
    [
        ([], "IPv4", ""),
        ([IPV4], "IPv4", IPV4),
        ([IPV4], "IPv6", ""),
        ([IPV4, IPV6], "IPv6", IPV6),
        ([IPV6, IPV4], "IPv4", IPV4),
    ],
)
def test_a_pod_has_an_address_of_each_family(
    addresses: list[str], family: str, address: str
) -> None:
    status = {"podIPs": [{"ip": ip} for ip in addresses]}
    assert service_backends.pod_address(pod(status=status), family) == address


@pytest.mark.parametrize(
    ("spec", "families"),
    [
        ({"ipFamilies": ["IPv6", "IPv4"], "clusterIP": "10.96.0.7"}, ["IPv6", "IPv4"]),
        ({}, ["IPv4", "IPv6"]),
        ({"clusterIP": "None"}, ["IPv4", "IPv6"]),
        ({"clusterIP": "10.96.0.7"}, ["IPv4"]),
        ({"clusterIP": "fd00::7"}, ["IPv6"]),
    ],
)
def test_a_service_of_old_has_the_family_of_its_address(spec: Any, families: list[str]) -> None:
    assert list(service_backends.service_families(service(**spec))) == families


HTTP = {"name": "http", "port": 80, "targetPort": "web", "protocol": "TCP", "appProtocol": "x/y"}


def serving(*ports: Any) -> Any:
    return pod(containers=[{"name": "c", "image": "i", "ports": list(ports)}])


@pytest.mark.parametrize(
    ("ports", "found", "expected"),
    [
        ([{"port": 80}], [], [Port("", 80, "TCP", None)]),
        ([{"port": 80, "targetPort": 8080}], [], [Port("", 8080, "TCP", None)]),
        ([HTTP], [], []),
        ([HTTP], [{"name": "web", "containerPort": 81}], [Port("http", 81, "TCP", "x/y")]),
        ([HTTP], [{"name": "web", "containerPort": 81, "protocol": "UDP"}], []),
        (
            [HTTP, {"port": 53, "protocol": "UDP"}],
            [],
            [Port("", 53, "UDP", None)],
        ),
    ],
)
def test_a_pod_serves_the_ports_that_it_has(ports: Any, found: Any, expected: list[Port]) -> None:
    whole, one = service(ports=ports), serving(*found)
    assert list(service_backends.pod_ports(whole, one)) == expected
    groups = service_backends.group_by_ports(whole, [one, one])
    assert groups == {tuple(expected): [one, one]}
    assert service_backends.group_by_ports(whole, []) == {}


def test_a_port_of_a_slice_says_its_application_only_where_there_is_one() -> None:
    fields = {"name": "http", "port": 80, "protocol": "TCP"}
    assert service_backends.slice_port(Port("http", 80, "TCP", None)) == fields
    assert service_backends.slice_port(Port("http", 80, "TCP", "")) == {**fields, "appProtocol": ""}


@pytest.mark.parametrize(
    ("spec", "name"),
    [
        ({"hostname": "h", "subdomain": "web"}, "h"),
        ({"hostname": "h", "subdomain": "other"}, ""),
        ({"hostname": "h"}, ""),
        ({"subdomain": "web"}, ""),
    ],
)
def test_a_host_name_is_told_by_the_service_of_the_subdomain(spec: Any, name: str) -> None:
    assert service_backends.endpoint_hostname(pod(**spec), service("web")) == name


HEADLESS = "service.kubernetes.io/headless"


@pytest.mark.parametrize(
    ("spec", "labels", "expected"),
    [
        ({"clusterIP": "10.96.0.7"}, {"a": "b", "x": "y", HEADLESS: ""}, {"a": "b"}),
        ({"clusterIP": "None"}, {"a": "b"}, {"a": "b", HEADLESS: ""}),
        ({}, {}, {HEADLESS: ""}),
    ],
)
def test_endpoints_have_the_labels_of_their_service(spec: Any, labels: Any, expected: Any) -> None:
    whole = service(metadata={"labels": labels}, **spec)
    assert service_backends.endpoint_labels(whole, ("x",)) == expected


def changed(at: str, **metadata: Any) -> Any:
    condition = [{"type": "Ready", "status": "True", "lastTransitionTime": at}] if at else []
    return pod(metadata=metadata, status={"conditions": condition})


DAY = "2026-11-{:02d}T08:00:00Z".format


@pytest.mark.parametrize(
    ("members", "when"),
    [
        ([], DAY(1)),
        ([changed(DAY(2)), changed(DAY(3))], DAY(3)),
        ([changed("", creationTimestamp=DAY(4))], DAY(4)),
        ([changed("")], DAY(1)),
        ([changed(DAY(2), creationTimestamp=DAY(9))], DAY(2)),
        ([changed(DAY(2)), changed(DAY(2), deletionTimestamp=DAY(3))], ""),
        ([changed(DAY(4)), changed(DAY(2), deletionTimestamp=DAY(3))], DAY(4)),
        ([changed(DAY(3), deletionTimestamp=DAY(3))], ""),
        (
            [
                changed("2026-11-03T07:59:45Z", deletionTimestamp=DAY(3),
                        deletionGracePeriodSeconds=30),
            ],
            "2026-11-03T07:59:45Z",
        ),
    ],
)  # fmt: skip
def test_endpoints_tell_the_change_that_they_answer_to(members: list[Any], when: str) -> None:
    whole = service(metadata={"creationTimestamp": DAY(1)})
    assert service_backends.trigger_time(whole, members) == when
