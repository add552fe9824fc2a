"""Endpoints and EndpointSlices as people write them: rules, defaults, warnings, columns."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest

from minik import kinds
from minik.model import names
from minik.model.object import Object

Admit: TypeAlias = Callable[..., tuple[Object, list[str]]]
Refusals: TypeAlias = Callable[..., list[str]]
NOW = datetime(2026, 11, 23, tzinfo=UTC)
NOTICE = "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
(LABEL,) = names.label("-")
(SUBDOMAIN,) = names.subdomain("-")
IP = "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"


def endpoints(*subsets: Object, **metadata: Any) -> Object:
    return {
        "apiVersion": "v1",
        "kind": "Endpoints",
        "metadata": {"name": "db", **metadata},
        "subsets": list(subsets),
    }


def address(text: str = "192.0.2.1", **fields: Any) -> Object:
    return {"addresses": [{"ip": text, **fields}], "ports": [{"port": 5432}]}


def ports(*given: Object) -> Object:
    return {"addresses": [{"ip": "192.0.2.1"}], "ports": list(given)}


CASES: list[tuple[Object, list[str]]] = [
    (endpoints(), []),
    (endpoints(address(hostname="db-0", nodeName="node-1.example.com")), []),
    (
        endpoints({"ports": [{"port": 5432}]}),
        ["subsets[0]: Required value: must specify `addresses` or `notReadyAddresses`"],
    ),
    (endpoints({"notReadyAddresses": [{"ip": "192.0.2.1"}]}), []),
    (
        endpoints(address("nonsense")),
        [
            f'subsets[0].addresses[0].ip: Invalid value: "nonsense": {IP}',
            'subsets[0].addresses[0].ip: Invalid value: "nonsense": must be a valid IP address',
        ],
    ),
    (
        endpoints(address("192.0.2.01")),
        ['subsets[0].addresses[0].ip: Invalid value: "192.0.2.01": must not have leading 0s'],
    ),
    (
        endpoints(address("127.0.0.1")),
        [
            'subsets[0].addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/8, ::1/128)'
        ],
    ),
    (
        endpoints(address(hostname="DB", nodeName="Node")),
        [
            f'subsets[0].addresses[0].hostname: Invalid value: "DB": {LABEL}',
            f'subsets[0].addresses[0].nodeName: Invalid value: "Node": {SUBDOMAIN}',
        ],
    ),
    (
        endpoints(ports({"port": 1}, {"name": "b", "port": 0, "protocol": "tcp"})),
        [
            "subsets[0].ports[0].name: Required value",
            "subsets[0].ports[1].port: Invalid value: 0: must be between 1 and 65535, inclusive",
            'subsets[0].ports[1].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"',
        ],
    ),
    (
        endpoints(ports({"port": 1, "appProtocol": "/x"})),
        ['subsets[0].ports[0].appProtocol: Invalid value: "/x": prefix part must be non-empty'],
    ),
]


@pytest.mark.parametrize(("document", "said"), CASES)
def test_what_is_wrong_with_endpoints(
    document: Object, said: list[str], refusals: Refusals
) -> None:
    assert refusals(document) == said


def test_ports_are_tcp_and_subsets_stay_as_they_are_written(admit: Admit) -> None:
    stored, said = admit(endpoints(address("192.0.2.2"), address("192.0.2.1")))
    assert said == [NOTICE]
    assert [(subset["addresses"][0]["ip"], subset["ports"]) for subset in stored["subsets"]] == [
        ("192.0.2.2", [{"port": 5432, "protocol": "TCP"}]),
        ("192.0.2.1", [{"port": 5432, "protocol": "TCP"}]),
    ]


def test_unusual_addresses_are_told_of_unless_the_controller_wrote_them(admit: Admit) -> None:
    unusual = 'subsets[0].notReadyAddresses[0].ip: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")'
    given = endpoints({"notReadyAddresses": [{"ip": "2001:DB8::1"}]})
    assert admit(given)[1] == [NOTICE, unusual]
    labels = {"endpoints.kubernetes.io/managed-by": "endpoint-controller"}
    assert admit({**given, "metadata": {"name": "db", "labels": labels}})[1] == [NOTICE]


def test_subsets_that_did_not_change_are_let_in_as_they_are() -> None:
    kind = kinds.kind_of_key("Endpoints")
    old = kind.default(endpoints(address("192.0.2.01"), namespace="default"))
    assert (
        list(
            kind.update_problems(
                {**old, "metadata": {**old["metadata"], "labels": {"a": "b"}}}, old
            )
        )
        == []
    )
    changed = kind.default(endpoints(address("192.0.2.01"), address(), namespace="default"))
    assert [problem.field for problem in kind.update_problems(changed, old)] == [
        "subsets[0].addresses[0].ip"
    ]


@pytest.mark.parametrize(
    ("subsets", "cell"),
    [
        ([], "<none>"),
        ([address()], "192.0.2.1:5432"),
        ([address("2001:db8::1")], "[2001:db8::1]:5432"),
        ([{"notReadyAddresses": [{"ip": "192.0.2.1"}], "ports": [{"port": 1}]}], ""),
        ([{"addresses": [{"ip": "192.0.2.1"}]}], "192.0.2.1"),
        (
            [
                {
                    "addresses": [{"ip": f"192.0.2.{index}"} for index in range(3)],
                    "ports": [{"port": 1}, {"port": 2}],
                }
            ],
            "192.0.2.0:1,192.0.2.1:1,192.0.2.2:1 + 3 more...",
        ),
    ],
)
def test_the_column_of_endpoints(subsets: list[Object], cell: str) -> None:
    (column,) = kinds.kind_of_key("Endpoints").columns
    assert column.cell(endpoints(*subsets), NOW) == cell


def endpoint_slice(*found: Object, **fields: Any) -> Object:
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": "db-1"},
        "addressType": "IPv4",
        "endpoints": list(found),
        "ports": [{"port": 5432}],
        **fields,
    }


def endpoint(*addresses: str, **fields: Any) -> Object:
    return {"addresses": list(addresses or ("192.0.2.1",)), "conditions": {}, **fields}


SLICES: list[tuple[Object, list[str]]] = [
    (endpoint_slice(), []),
    (endpoint_slice(endpoint(hostname="db-0", nodeName="node-1", zone="a")), []),
    (endpoint_slice(addressType=""), ["addressType: Required value"]),
    (
        endpoint_slice(endpoint("anything"), addressType="IP"),
        ['addressType: Unsupported value: "IP": supported values: "FQDN", "IPv4", "IPv6"'],
    ),
    (
        endpoint_slice(*[endpoint()] * 1001),
        ["endpoints: Too many: 1001: must have at most 1000 items"],
    ),
    (
        endpoint_slice({"addresses": [], "conditions": {}}),
        ["endpoints[0].addresses: Required value: must contain at least 1 address"],
    ),
    (
        endpoint_slice(endpoint(*["192.0.2.1"] * 101)),
        ["endpoints[0].addresses: Too many: 101: must have at most 100 items"],
    ),
    (
        endpoint_slice(endpoint("2001:db8::1")),
        ['endpoints[0].addresses[0]: Invalid value: "2001:db8::1": must be an IPv4 address'],
    ),
    (
        endpoint_slice(endpoint("192.0.2.1"), addressType="IPv6"),
        ['endpoints[0].addresses[0]: Invalid value: "192.0.2.1": must be an IPv6 address'],
    ),
    (endpoint_slice(endpoint("db")), [f'endpoints[0].addresses[0]: Invalid value: "db": {IP}']),
    (
        endpoint_slice(endpoint("169.254.169.254")),
        [
            'endpoints[0].addresses[0]: Invalid value: "169.254.169.254": may not be in the link-local range (169.254.0.0/16, fe80::/10)'
        ],
    ),
    (endpoint_slice(endpoint("db.example.com."), addressType="FQDN"), []),
    (
        endpoint_slice(endpoint("db"), addressType="FQDN"),
        [
            'endpoints[0].addresses[0]: Invalid value: "db": should be a domain with at least two segments separated by dots'
        ],
    ),
    (
        endpoint_slice(endpoint("DB.example.com"), addressType="FQDN"),
        [f'endpoints[0].addresses[0]: Invalid value: "DB.example.com": {SUBDOMAIN}'],
    ),
    (
        endpoint_slice(endpoint("a" * 64 + ".example.com"), addressType="FQDN"),
        [
            f'endpoints[0].addresses[0]: Invalid value: "{"a" * 64}": must be no more than 63 characters'
        ],
    ),
    (
        endpoint_slice(endpoint(hostname="DB")),
        [f'endpoints[0].hostname: Invalid value: "DB": {LABEL}'],
    ),
    (
        endpoint_slice(endpoint(hints={"forZones": [{"name": "a"}, {"name": "a"}]})),
        ['endpoints[0].hints.forZones[1].name: Duplicate value: "a"'],
    ),
    (
        endpoint_slice(endpoint(hints={"forNodes": [{"name": "node"}] * 9})),
        ["endpoints[0].hints.forNodes: Too many: 9: must have at most 8 items"],
    ),
    (
        endpoint_slice(ports=[{"name": "a", "port": 1}, {"name": "a", "port": 2}]),
        ['ports[1].name: Duplicate value: "a"'],
    ),
    (
        endpoint_slice(ports=[{"name": "A", "protocol": "tcp"}]),
        [
            f'ports[0].name: Invalid value: "A": {LABEL}',
            'ports[0].protocol: Unsupported value: "tcp": supported values: "SCTP", "TCP", "UDP"',
        ],
    ),
    (
        endpoint_slice(ports=[{"port": 1}] * 20001),
        ["ports: Too many: 20001: must have at most 20000 items"],
    ),
]


@pytest.mark.parametrize(("document", "said"), SLICES)
def test_what_is_wrong_with_a_slice(document: Object, said: list[str], refusals: Refusals) -> None:
    assert refusals(document) == said


def test_the_type_of_addresses_stays(refusals: Refusals) -> None:
    assert refusals(endpoint_slice(addressType="IPv6"), endpoint_slice()) == [
        'addressType: Invalid value: "IPv6": field is immutable'
    ]


def test_a_slice_counts_its_changes_and_forgets_the_topology_of_old(admit: Admit) -> None:
    first, said = admit(endpoint_slice(endpoint(deprecatedTopology={"a": "b"})))
    assert said == [] and first["metadata"]["generation"] == 1
    assert (
        first["ports"] == [{"name": "", "protocol": "TCP", "port": 5432}]
        and "deprecatedTopology" not in first["endpoints"][0]
    )
    assert (
        admit(endpoint_slice(endpoint()), endpoint_slice(endpoint()))[0]["metadata"]["generation"]
        == 1
    )
    assert (
        admit(endpoint_slice(endpoint("192.0.2.2")), endpoint_slice(endpoint()))[0]["metadata"][
            "generation"
        ]
        == 2
    )


def test_what_the_sender_of_a_slice_is_told(admit: Admit) -> None:
    assert admit(endpoint_slice(endpoint("db.example.com"), addressType="FQDN"))[1] == [
        "spec.addressType: FQDN endpoints are deprecated"
    ]
    unusual = 'endpoints[0].addresses[0]: IPv6 address "2001:DB8::1" should be in RFC 5952 canonical format ("2001:db8::1")'
    assert admit(endpoint_slice(endpoint("2001:DB8::1"), addressType="IPv6"))[1] == [unusual]


@pytest.mark.parametrize(
    ("given", "cells"),
    [
        (endpoint_slice(endpoints=None, ports=None), ["IPv4", "<unset>", "<unset>"]),
        (
            endpoint_slice(
                endpoint(),
                endpoint("192.0.2.2", conditions={"ready": False}),
                ports=[{"name": "a"}, {}],
            ),
            ["IPv4", "a,*", "192.0.2.1,192.0.2.2"],
        ),
        (
            endpoint_slice(
                *(endpoint(f"192.0.2.{index}") for index in range(4)),
                ports=[{"port": index} for index in range(1, 6)],
            ),
            ["IPv4", "1,2,3 + 2 more...", "192.0.2.0,192.0.2.1,192.0.2.2 + 1 more..."],
        ),
    ],
)
def test_the_columns_of_a_slice(given: Object, cells: list[str]) -> None:
    assert [
        column.cell(given, NOW) for column in kinds.kind_of_key("EndpointSlice").columns
    ] == cells
