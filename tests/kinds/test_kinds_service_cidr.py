"""ServiceCIDRs and IPAddresses: rules, columns, descriptions."""

from collections.abc import Callable
from typing import Any, TypeAlias

import pytest

from minik import kinds
from minik.kinds.layout import align
from minik.model.cluster import EPOCH, Cluster
from minik.model.object import MutableObject, Object
from minik.model.source import Objects

Refusals: TypeAlias = Callable[..., list[str]]
CIDR = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"


def service_cidr(*cidrs: str) -> MutableObject:
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "ServiceCIDR",
        "metadata": {"name": "more"},
        "spec": {"cidrs": list(cidrs)},
    }


def ip_address(address: str = "10.96.0.9", **parent: Any) -> Object:
    reference = {"resource": "services", "namespace": "default", "name": "web", **parent}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IPAddress",
        "metadata": {"name": address},
        "spec": {"parentRef": reference},
    }


CASES: list[tuple[Object, list[str]]] = [
    (service_cidr("10.200.0.0/16"), []),
    (service_cidr("10.200.0.0/16", "fd00::/112"), []),
    (service_cidr(), ["spec.cidrs: Required value: at least one CIDR required"]),
    (
        service_cidr("a", "b", "c"),
        ['spec.cidrs: Invalid value: {"CIDRs":["a","b","c"]}: may only hold up to 2 values'],
    ),
    (service_cidr("x"), [f'spec.cidrs[0]: Invalid value: "x": {CIDR}']),
    (
        service_cidr("10.200.0.1/16"),
        [
            'spec.cidrs[0]: Invalid value: "10.200.0.1/16": must not have bits set beyond the prefix length'
        ],
    ),
    (
        service_cidr("FD00::/112"),
        ['spec.cidrs[0]: Invalid value: "FD00::/112": must be in canonical form ("fd00::/112")'],
    ),
    (
        service_cidr("10.200.0.0/16", "10.201.0.0/16"),
        [
            'spec.cidrs: Invalid value: ["10.200.0.0/16","10.201.0.0/16"]: may specify no more than one IP for each IP family, '
            "i.e 192.168.0.0/24 and 2001:db8::/64"
        ],
    ),
    (ip_address(), []),
    (
        ip_address("web"),
        [
            'metadata.name: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
        ],
    ),
    (
        ip_address("2001:DB8::1"),
        ['metadata.name: Invalid value: "2001:DB8::1": must be in canonical form ("2001:db8::1")'],
    ),
    ({**ip_address(), "spec": {}}, ["spec.parentRef: Required value"]),
    (
        ip_address(resource="", name="a/b", namespace=".."),
        [
            "spec.parentRef.resource: Required value",
            "spec.parentRef.name: Invalid value: \"a/b\": may not contain '/'",
            "spec.parentRef.namespace: Invalid value: \"..\": may not be '..'",
        ],
    ),
]


@pytest.mark.parametrize(("document", "said"), CASES)
def test_what_is_wrong(document: Object, said: list[str], refusals: Refusals) -> None:
    assert refusals(document) == said


@pytest.mark.parametrize(
    ("new", "old", "said"),
    [
        (service_cidr("10.200.0.0/16", "fd00::/112"), service_cidr("10.200.0.0/16"), []),
        (
            service_cidr("10.201.0.0/16"),
            service_cidr("10.200.0.0/16"),
            ['spec.cidrs[0]: Invalid value: "10.201.0.0/16": field is immutable'],
        ),
        (
            service_cidr("10.200.0.0/16"),
            service_cidr("10.200.0.0/16", "fd00::/112"),
            ['spec.cidrs: Invalid value: ["10.200.0.0/16"]: field is immutable'],
        ),
    ],
)
def test_what_may_change(new: Object, old: Object, said: list[str], refusals: Refusals) -> None:
    assert refusals(new, old) == said


def test_an_address_keeps_its_parent(refusals: Refusals) -> None:
    (said,) = refusals(ip_address(resource="gateways"), ip_address())
    assert said.startswith("spec.parentRef: Invalid value: {") and said.endswith(
        "field is immutable"
    )


def described(obj: Object) -> str:
    describe = kinds.kind_of_key(obj["kind"]).describe
    assert describe is not None
    return align([describe(obj, Cluster(Objects()))])


def test_what_is_shown() -> None:
    given = service_cidr("10.200.0.0/16", "fd00::/112")
    given["status"] = {
        "conditions": [
            {
                "type": "Ready",
                "status": "True",
                "lastTransitionTime": "2026-11-23T08:12:11Z",
                "reason": "",
                "message": "ready",
            }
        ]
    }
    assert [column.cell(given, EPOCH) for column in kinds.kind_of_key("ServiceCIDR").columns] == [
        "10.200.0.0/16,fd00::/112"
    ]
    assert [
        column.cell(ip_address(), EPOCH) for column in kinds.kind_of_key("IPAddress").columns
    ] == ["10.96.0.9", "services/default/web"]
    assert [
        column.cell(ip_address(group="gateway.networking.k8s.io"), EPOCH)
        for column in kinds.kind_of_key("IPAddress").columns
    ] == ["10.96.0.9", "services.gateway.networking.k8s.io/default/web"]
    assert (
        described(given)
        == """\
Name:         more
Labels:       <none>
Annotations:  <none>
CIDRs:        10.200.0.0/16, fd00::/112
Status:
Conditions:
  Type   Status  LastTransitionTime               Reason  Message
  ----   ------  ------------------               ------  -------
  Ready  True    Mon, 23 Nov 2026 08:12:11 +0000          ready
"""
    )
    assert (
        described(ip_address())
        == """\
Name:         10.96.0.9
Labels:       <none>
Annotations:  <none>
Parent Reference:
  Group:      \n\
  Resource:   services
  Namespace:  default
  Name:       web
"""
    )
