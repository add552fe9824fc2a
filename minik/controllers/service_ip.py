"""Addresses of services: for each one that a service holds there is an IPAddress object.

Upstream rule: `pkg/registry/core/service/ipallocator`.
"""
from collections.abc import Iterable, Iterator

from minik.kinds.service import fields as services
from minik.model import ip
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("Service", "IPAddress")
PATIENCE = 5
ONE_GO = True
FAMILY, MANAGED_BY, ALLOCATOR = "ipaddress.kubernetes.io/ip-family", "ipaddress.kubernetes.io/managed-by", "ipallocator.k8s.io"


def reconcile(cluster: Cluster) -> Iterable[Change]:
    held = {}
    for service in cluster.of("Service"):
        for address in services.addresses(service):
            held[str(ip.lenient(address) or address)] = service
    there = cluster.table("IPAddress").by_path
    for address, service in held.items():
        if address not in there:
            yield Put(claimed(address, service))
    yield from (Delete(objects.key(obj)) for obj in stale(there.values(), held))


def stale(found: Iterable[Object], held: dict[str, Object]) -> Iterator[Object]:
    """The objects of addresses that no service holds any more."""
    for obj in found:
        is_ours = objects.labels(obj).get(MANAGED_BY) == ALLOCATOR and read(obj, "spec.parentRef.resource") == "services"
        if is_ours and objects.name(obj) not in held:
            yield obj


def claimed(address: str, service: Object) -> Object:
    """An address and the service that holds it."""
    labels = {FAMILY: ip.family(address), MANAGED_BY: ALLOCATOR}
    parent = {"resource": "services", "namespace": objects.namespace(service), "name": objects.name(service)}
    return {"apiVersion": "networking.k8s.io/v1", "kind": "IPAddress", "metadata": {"name": address, "labels": labels},
            "spec": {"parentRef": parent}}
