"""Which values of a recorded object cannot be: addresses, ranges, names, owners."""

from typing import Any

import pytest
from objects import build

from minik import kinds
from minik.dumps import reading
from minik.dumps.value_checks import bad_values

CASES: dict[str, tuple[dict[str, Any], str]] = {
    "a node's address": (
        build("Node", "n", status={"addresses": [{"type": "InternalIP", "address": "node-1"}]}),
        'status.addresses[]: "node-1" is no IP address',
    ),
    "an empty cluster IP": (
        build("Service", "s", "shop", spec={"clusterIP": "10.96.0.1", "clusterIPs": [""]}),
        'spec.clusterIPs[]: "" is no IP address',
    ),
    "an endpoint that is null": (
        build("EndpointSlice", "s", "shop", endpoints=[None]),
        "endpoints[].addresses: an endpoint without any",
    ),
    "a Service that is called like an address": (
        build("Service", "10.0.0.1", "shop", spec={"ports": [{"port": 80}]}),
        'metadata.name: "10.0.0.1" is no name of a Service',
    ),
    "two first cluster IPs": (
        build("Service", "s", "shop", spec={"clusterIP": "10.96.0.1", "clusterIPs": ["10.96.0.2"]}),
        'spec.clusterIPs[0]: "10.96.0.2" is not spec.clusterIP, which is "10.96.0.1"',
    ),
    "a cluster IP without ports": (
        build("Service", "s", "shop", spec={"clusterIP": "10.96.0.1", "ports": []}),
        "spec.ports: a Service with a cluster IP has at least one",
    ),
    "a port below all ports": (
        build("Service", "s", "shop", spec={"ports": [{"port": -1}]}),
        "spec.ports[].port: -1 is no port, which is a number from 1 to 65535",
    ),
    "a node port beyond all ports": (
        build("Service", "s", "shop", spec={"ports": [{"port": 80, "nodePort": 65_536}]}),
        "spec.ports[].nodePort: 65536 is no port, which is a number from 1 to 65535",
    ),
    "the port of a slice": (
        build("EndpointSlice", "s", "shop", ports=[{"port": -80}]),
        "ports[].port: -80 is no port, which is a number from 1 to 65535",
    ),
}
WELL = [
    build("Node", "n", status={"addresses": [{"type": "Hostname", "address": "node-1"}]}),
    build("Service", "s", "shop", spec={"clusterIP": "None", "clusterIPs": ["None"]}),
    build("Pod", "p", "shop", status={"podIP": "", "podIPs": [{"ip": ""}]}),
    build("Service", "s", "shop", spec={"ports": [{"port": 80, "nodePort": 0}]}),
    build("EndpointSlice", "s", "shop", ports=[{"port": None}]),
]


@pytest.mark.parametrize("name", CASES)
def test_what_cannot_be_is_said(name: str) -> None:
    obj, text = CASES[name]
    assert next(bad_values(obj, obj["kind"])) == text


@pytest.mark.parametrize("obj", WELL, ids=lambda obj: obj["kind"])
def test_what_can_be_is_not(obj: dict[str, Any]) -> None:
    assert not list(bad_values(obj, obj["kind"]))


def test_an_object_needs_a_name_that_can_be_asked_for_and_owners_that_are_whole() -> None:
    pod = kinds.kind_of_key("Pod")
    for metadata, text in (
        ({"name": "a/b"}, 'metadata.name: "a/b" is no name'),
        (
            {"name": "a", "ownerReferences": [{"apiVersion": "v1", "kind": "Node", "uid": "x"}]},
            "metadata.ownerReferences[0].name is missing",
        ),
        ({"name": "a"}, ""),
    ):
        obj = {"apiVersion": "v1", "kind": "Pod", "metadata": metadata}
        assert reading.flaw(obj, obj, pod) == text
