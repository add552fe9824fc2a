"""Addresses of load balancers beside those of Ingresses and Gateways, and what a Service loses that
needs none any more.
"""

from typing import Any

import pytest
import stage

from minik.controllers import load_balancer
from minik.model.change import Put
from minik.model.cluster import Cluster
from minik.model.object import Object

POOL = "192.168.9.1-192.168.9.3"
CLEANUP = "service.kubernetes.io/load-balancer-cleanup"


def holding(*found: Object) -> Cluster:
    draft = stage.saved(stage.new(workers=0, pool=POOL)).draft()
    for obj in found:
        draft.put(obj)
    return draft.cluster()


def obj(kind: str, name: str = "other", **fields: Any) -> Object:
    return {
        "apiVersion": "networking.k8s.io/v1" if kind == "Ingress" else "v1",
        "kind": kind,
        "metadata": {"name": name, "namespace": "default", "uid": f"uid-{name}"},
        **fields,
    }


def service(kind: str = "LoadBalancer", *held: str, **metadata: Any) -> Object:
    made = obj(
        "Service", "lb", spec={"type": kind, "ipFamilies": ["IPv4"], "ports": [{"port": 80}]}
    )
    status = {"loadBalancer": {"ingress": [{"ip": ip} for ip in held]}} if held else {}
    return {**made, "metadata": {**made["metadata"], **metadata}, "status": status}


def changed(*found: Object) -> list[tuple[list[str], list[str]]]:
    """Return the finalizers and addresses of each Service that changes."""
    return [
        (
            change.object["metadata"].get("finalizers", []),
            [
                one["ip"]
                for one in change.object["status"].get("loadBalancer", {}).get("ingress", [])
            ],
        )
        for change in load_balancer.reconcile(holding(*found))
        if isinstance(change, Put)
    ]


def entries(*addresses: str) -> Object:
    return {"loadBalancer": {"ingress": [{"ip": address} for address in addresses]}}


def gateway(*addresses: Any) -> Object:
    made = obj("Gateway", "edge", status={"addresses": list(addresses)})
    return {**made, "apiVersion": "gateway.networking.k8s.io/v1"}


@pytest.mark.parametrize(
    ("others", "address"),
    [
        ([], "192.168.9.1"),
        ([obj("Ingress", status=entries("192.168.9.1"))], "192.168.9.2"),
        ([obj("Ingress", status=entries("192.168.9.2", "192.168.9.1"))], "192.168.9.3"),
        ([obj("Ingress", status=entries("192.168.9.3"))], "192.168.9.1"),
        (
            [obj("Ingress", status={"loadBalancer": {"ingress": [{"hostname": "x"}]}})],
            "192.168.9.1",
        ),
        ([gateway({"type": "IPAddress", "value": "192.168.9.1"})], "192.168.9.2"),
        ([gateway({"type": "Hostname", "value": "x"}, "192.168.9.1")], "192.168.9.1"),
    ],
)
def test_an_address_that_an_ingress_has_is_not_given_again(
    others: list[Object], address: str
) -> None:
    assert changed(service(), *others) == [([CLEANUP], [address])]


GOING = {"deletionTimestamp": "2026-01-01T00:00:00Z"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (service(), [([CLEANUP], ["192.168.9.1"])]),
        (service("LoadBalancer", "192.168.9.2"), [([CLEANUP], ["192.168.9.2"])]),
        (
            service("LoadBalancer", "192.168.9.2", finalizers=["x/y"]),
            [(["x/y", CLEANUP], ["192.168.9.2"])],
        ),
        (service("LoadBalancer", "192.168.9.2", finalizers=[CLEANUP]), []),
        (service("ClusterIP"), []),
        (service("ClusterIP", finalizers=["x/y"]), []),
        (service("ClusterIP", "192.168.9.2", finalizers=[CLEANUP]), [([], [])]),
        (service("NodePort", "192.168.9.2", finalizers=["x/y", CLEANUP]), [(["x/y"], [])]),
        (service("LoadBalancer", "192.168.9.2", finalizers=[CLEANUP], **GOING), [([], [])]),
    ],
)
def test_a_service_has_the_finalizer_as_long_as_its_load_balancer(
    given: Object, expected: list[tuple[list[str], list[str]]]
) -> None:
    assert changed(given) == expected
