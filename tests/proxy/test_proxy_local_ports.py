"""Where a proxy in user space listens: at its own ports, at node ports, or where somebody wishes."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from objects import build
from ports import port

from minik.errors import ClientError
from minik.model.cluster import Cluster
from minik.model.settings import DEFAULT
from minik.model.source import Objects
from minik.proxy import local_ports
from minik.proxy.local_ports import parse_request
from minik.proxy.modes.userspace import proxy_ports

WEB, TLS, NODE = (
    port("default/web:http"),
    port("default/web:tls", number=443),
    port("shop/front", node_port=30080),
)
DNS, DNS_TCP = (
    port("kube-system/dns:dns", protocol="UDP", number=53),
    port("kube-system/dns:dns-tcp", number=53),
)
ONE, SCTP = port("default/one"), port("default/radio", protocol="SCTP")
ALL = [WEB, TLS, NODE, DNS, DNS_TCP, ONE, SCTP]


def wished(*texts: str) -> dict[str, int]:
    """The service ports whose local port is fixed by wishes."""
    found = local_ports.places(
        ALL, [parse_request(text, "default") for text in texts], node_ports=False
    )
    return {
        f"{place.port.name}/{place.port.protocol}": place.number for place in found if place.fixed
    }


@pytest.mark.parametrize(
    "text, found",
    [
        ("one=8080", {"default/one/TCP": 8080}),
        ("one:80=8080", {"default/one/TCP": 8080}),
        ("web:http=8080", {"default/web:http/TCP": 8080}),
        ("web/http=8080", {"default/web:http/TCP": 8080}),
        ("web/443=8443", {"default/web:tls/TCP": 8443}),
        ("default/web:443=8443", {"default/web:tls/TCP": 8443}),
        ("shop/front=80", {"shop/front/TCP": 80}),
        ("shop/front:80=65535", {"shop/front/TCP": 65535}),
        ("front=80", {}),
        ("web:9=9", {}),
        ("web=0", None),
        (
            "kube-system/dns:53=5353",
            {"kube-system/dns:dns/UDP": 5353, "kube-system/dns:dns-tcp/TCP": 5353},
        ),
        ("radio=9", {}),
    ],
)
def test_a_wish_names_a_service_port_in_any_natural_way(
    text: str, found: dict[str, int] | None
) -> None:
    if found is None:
        with pytest.raises(ClientError, match="could be several ports") as refused:
            wished(text)
        assert refused.value.hint == "say which: web:http, web:tls"
    else:
        assert wished(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "web",
        "web=",
        "=80",
        "web=x",
        "web=65536",
        "web=-1",
        "a/b/c=1",
        "web:=1",
        "web:a:b=1",
        "web=123456",
    ],
)
def test_what_is_no_wish_is_refused_with_the_spellings(text: str) -> None:
    with pytest.raises(ClientError, match="names no service port and local port") as refused:
        parse_request(text, "default")
    assert "NAMESPACE/SERVICE:PORT=8080" in refused.value.hint


def test_port_0_is_any_that_is_free() -> None:
    place = next(
        place
        for place in local_ports.places(ALL, [parse_request("one=0", "default")], node_ports=False)
        if place.port is ONE
    )
    assert (place.number, place.fixed) == (0, False)


def test_the_rest_is_where_the_rules_of_the_mode_lead_and_sctp_is_nowhere() -> None:
    found = {
        place.port: (place.number, place.fixed)
        for place in local_ports.places(ALL, [], node_ports=False)
    }
    assert found == {port: (number, False) for number, port in proxy_ports(ALL) if port is not SCTP}


def test_node_ports_are_taken_if_they_are_wanted_and_nobody_wishes_otherwise() -> None:
    def of(*texts: str) -> tuple[int, bool]:
        found = local_ports.places(
            ALL, [parse_request(text, "shop") for text in texts], node_ports=True
        )
        return next((place.number, place.fixed) for place in found if place.port is NODE)

    assert (of(), of("front=8080")) == ((30080, True), (8080, True))


def test_a_wish_for_what_is_not_there_yet_means_nobody() -> None:
    assert local_ports.matching_ports(parse_request("later=80", "default"), ALL) == []


def both(ready: dict[str, bool]) -> Cluster:
    """A Service of two families, with an endpoint in each."""
    spec = {
        "type": "ClusterIP",
        "clusterIP": "10.96.0.7",
        "clusterIPs": ["10.96.0.7", "fd00:10:96::7"],
        "ipFamilies": ["IPv4", "IPv6"],
        "ports": [{"port": 80, "protocol": "TCP"}],
    }
    service: dict[str, Any] = build("Service", "web", "default", spec=spec)
    slices: dict[str, Mapping[str, Any]] = {
        f"default/web-{family}": {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "addressType": family,
            "ports": [{"name": "", "port": 80}],
            "metadata": {
                "name": f"web-{family}",
                "namespace": "default",
                "labels": {"kubernetes.io/service-name": "web"},
            },
            "endpoints": [{"addresses": [address], "conditions": {"ready": ready[family]}}],
        }
        for family, address in (("IPv4", "10.244.0.2"), ("IPv6", "fd00:10:244::2"))
    }
    settings = DEFAULT._replace(service_cidrs=("10.96.0.0/16", "fd00:10:96::/112"))
    return Cluster(
        Objects({"Service": {"default/web": service}, "EndpointSlice": slices}),
        settings,
        datetime(2026, 1, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    "ready, address",
    [
        ({"IPv4": True, "IPv6": True}, "10.244.0.2"),
        ({"IPv4": False, "IPv6": True}, "fd00:10:244::2"),
        ({"IPv4": False, "IPv6": False}, ""),
    ],
)
def test_a_service_of_two_families_is_carried_once_to_those_who_are_ready(
    ready: dict[str, bool], address: str
) -> None:
    found = [port for port in local_ports.proxied_ports(both(ready)) if port.service == "web"]
    assert [[backend.address for backend in port.ready] for port in found] == [
        [address] if address else []
    ]
