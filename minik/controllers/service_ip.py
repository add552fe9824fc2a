"""Service addresses: each one has an IPAddress object.

Upstream rule: `pkg/registry/core/service/ipallocator`.
"""

from collections.abc import Iterable, Iterator

from minik.kinds.service import fields as services
from minik.model import ip
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read

FAMILY, MANAGED_BY, ALLOCATOR = (
    "ipaddress.kubernetes.io/ip-family",
    "ipaddress.kubernetes.io/managed-by",
    "ipallocator.k8s.io",
)


def reconcile(cluster: Cluster) -> Iterable[Change]:
    services_by_address = {}
    for service in cluster.of("Service"):
        for address in services.addresses(service):
            services_by_address[str(ip.parse_lenient(address) or address)] = service
    existing = cluster.table("IPAddress").by_path
    for address, service in services_by_address.items():
        if address not in existing:
            yield Put(ip_address_object(address, service))
    yield from (
        Delete(objects.key(obj)) for obj in stale_addresses(existing.values(), services_by_address)
    )


def stale_addresses(
    existing: Iterable[Object], services_by_address: dict[str, Object]
) -> Iterator[Object]:
    """Yield the IPAddress objects that no Service holds any more."""
    for obj in existing:
        is_ours = (
            objects.labels(obj).get(MANAGED_BY) == ALLOCATOR
            and read(obj, "spec.parentRef.resource") == "services"
        )
        if is_ours and objects.name(obj) not in services_by_address:
            yield obj


def ip_address_object(address: str, service: Object) -> Object:
    """Return the IPAddress object of a Service's address."""
    labels = {FAMILY: ip.family(address), MANAGED_BY: ALLOCATOR}
    parent = {
        "resource": "services",
        "namespace": objects.namespace(service),
        "name": objects.name(service),
    }
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "IPAddress",
        "metadata": {"name": address, "labels": labels},
        "spec": {"parentRef": parent},
    }


CONTROLLER = Controller(
    "kube-apiserver",
    ("Service", "IPAddress"),
    Phase.OBSERVERS,
    reconcile,
    settles_in_one_run=True,
)
