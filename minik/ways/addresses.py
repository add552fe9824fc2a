"""The addresses of Gateways: those that they ask for, else one of the pool for load balancers.

A Gateway of a cluster without a pool gets one of a range that is kept for documentation (RFC 5737,
RFC 3849), so that it can be told apart; a real controller takes what its cloud gives.
"""

from collections.abc import Iterable, Iterator, Mapping

from minik.kinds.ingress import fields as ingresses
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.address_ranges import pool_addresses
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.ways import data_planes, understanding
from minik.ways.gateways import Gateway
from minik.ways.vocabulary import GATEWAY

DOCUMENTATION = {4: "203.0.113.0/24", 6: "2001:db8:113::/120"}
IP = "IPAddress"
HOW = ("ip", "hostname")  # what an entry of a status may name


class Assigned(NamedTuple):
    """The addresses of a Gateway, or why it has none: AddressNotUsable or AddressNotAssigned."""

    addresses: tuple[Mapping[str, str], ...] = ()
    reason: str = ""


def assign(cluster: Cluster, found: list[Gateway]) -> dict[Key, Assigned]:
    """Return the addresses of all Gateways; who has some keeps them."""
    taken = set(addresses_in_use(cluster))
    made: dict[Key, Assigned] = {}
    for one in sorted(found, key=lambda one: not one.addresses):
        given = _assign(cluster, one, taken)
        taken |= {address["value"] for address in given.addresses}
        made[objects.key(one.object)] = given
    return made


def _assign(cluster: Cluster, gateway: Gateway, taken: set[str]) -> Assigned:
    if not gateway.is_accepted:
        return Assigned()
    wanted = [
        (one.get("type") or IP, str(one.get("value") or ""))
        for one in objects.read_list(gateway.object, "spec.addresses")
    ]
    asked = [(kind, value) for kind, value in wanted if value]
    pool = cluster.settings.load_balancer_pool
    for kind, value in asked:
        foreign = kind == IP and bool(pool) and value not in pool_addresses(pool)
        if value in taken or foreign:
            return Assigned(reason="AddressNotUsable")
    if asked:
        return Assigned(tuple({"type": kind, "value": value} for kind, value in asked))
    old = [one for one in gateway.addresses if one.get("value") not in taken]
    if old and fits(cluster, old[0]):
        return Assigned(tuple(old))
    free = next((one for one in candidates(cluster) if one not in taken), None)
    if free is None:
        return Assigned(reason="AddressNotAssigned")
    return Assigned(({"type": IP, "value": free},))


def candidates(cluster: Cluster) -> Iterator[str]:
    """Yield the addresses that Gateways can have, of the first family of the cluster."""
    pool = cluster.settings.load_balancer_pool
    version = 6 if cluster.settings.families[:1] == ("IPv6",) else 4
    yield from pool_addresses(pool or DOCUMENTATION[version])


def fits(cluster: Cluster, address: Mapping[str, str]) -> bool:
    """Return whether a Gateway without wishes can keep an address: it is of the pool, or none is set."""
    pool = cluster.settings.load_balancer_pool
    return not pool or str(address.get("value")) in pool_addresses(pool)


def addresses_in_use(cluster: Cluster) -> Iterator[str]:
    """Yield the addresses that load balancers of Services and Ingresses have."""
    for service in cluster.of("Service"):
        if services.service_type(service) == services.LOAD_BALANCER:
            yield from _ips(services.load_balancer_ingress(service))
    for ingress in cluster.of("Ingress"):
        yield from _ips(objects.read_map(ingress, "status.loadBalancer").get("ingress") or ())


def _ips(entries: Iterable[Object]) -> Iterator[str]:
    for entry in entries:
        yield str(entry.get("ip") or "")


def published(cluster: Cluster) -> dict[str, list[Mapping[str, str]]]:
    """Return the classes of Ingresses whose controller has a Service of type LoadBalancer, each with the
    addresses of that Service: a real controller copies them into its Ingresses (`--publish-service`).
    """
    found: dict[str, list[Mapping[str, str]]] = {}
    for one in cluster.of("IngressClass"):
        front = data_planes.balancer_of(cluster, one)
        if front is not None:
            entries = services.load_balancer_ingress(front)
            found[objects.name(one)] = [
                {name: str(entry[name]) for name in HOW if entry.get(name)} for entry in entries
            ]
    return found


def of_classes(
    cluster: Cluster, known: Mapping[str, list[Mapping[str, str]]]
) -> dict[str, list[Mapping[str, str]]]:
    """Return the addresses of each class of Ingresses that the cluster has, as a status says them: those
    that are `known`, else the one that its Ingresses have already, else a free one of the pool.
    """
    made = {**known}
    taken = {*addresses_in_use(cluster), *_of_gateways(cluster)}
    for ingress in cluster.of("Ingress"):
        old = list(_ips(objects.read_list(ingress, "status.loadBalancer.ingress")))
        if old and old[0]:
            made.setdefault(ingresses.class_name(ingress) or "", [{"ip": old[0]}])
    names = list(map(objects.name, cluster.of("IngressClass")))
    for name in names:
        free = (address for address in candidates(cluster) if address not in taken)
        address = "" if name in made else next(free, "")
        if address:
            made[name] = [{"ip": address}]
            taken.add(address)
    return {name: made[name] for name in names if name in made}


def _of_gateways(cluster: Cluster) -> Iterator[str]:
    for gateway in understanding.of(cluster, GATEWAY):
        yield from (str(one.get("value")) for one in objects.read_list(gateway, "status.addresses"))
