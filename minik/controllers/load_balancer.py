"""Load balancers: such a Service gets an address of the cluster's pool; without a pool it waits.

Upstream rule: `cloud-provider/controllers/service`: a finalizer holds a Service until its load balancer
is taken down. A Service with a loadBalancerClass is left to others, unless the pool is said to serve
that class.
"""

from collections.abc import Iterable, Iterator, Mapping, Set

from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.address_ranges import pool_addresses
from minik.model.change import Change, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, NewEvent, OptionalObject, Phase
from minik.model.object import Object, read

CLEANUP = "service.kubernetes.io/load-balancer-cleanup"


def reconcile(cluster: Cluster) -> Iterable[Change]:
    settings = cluster.settings
    if not settings.load_balancer_pool:
        return
    found = [one for one in pool_services(cluster) if not is_deleted(one)]
    used_addresses = {address for service in found for address in assigned_addresses(service)}
    used_addresses |= {*addresses_of_others(cluster)}
    yield from taken_down(cluster, found)
    for service in found:
        wanted = list(pick_addresses(service, settings.load_balancer_pool, used_addresses))
        if wanted:
            used_addresses = (used_addresses - {*assigned_addresses(service)}) | {*wanted}
            entries = [{"ip": ip, "ipMode": settings.load_balancer_ip_mode} for ip in wanted]
            service = objects.write(service, "status.loadBalancer.ingress", entries)
        names = service["metadata"].get("finalizers") or []
        if CLEANUP not in names:
            service = objects.write(service, "metadata.finalizers", [*names, CLEANUP])
        if wanted or CLEANUP not in names:
            yield Put(service)


def is_deleted(service: Object) -> bool:
    """Return whether a Service is deleted, and only held by its finalizers."""
    return bool(service["metadata"].get("deletionTimestamp"))


def taken_down(cluster: Cluster, found: list[Object]) -> Iterator[Change]:
    """Yield the Services that need their load balancer no more, without the finalizer, and without its
    addresses where they stay.
    """
    kept = {objects.key(one) for one in found}
    for service in cluster.of("Service"):
        names = service["metadata"].get("finalizers") or []
        if CLEANUP not in names or objects.key(service) in kept:
            continue
        others = [name for name in names if name != CLEANUP]
        bare = objects.drop(service, "metadata.finalizers")
        bare = objects.write(bare, "metadata.finalizers", others) if others else bare
        yield Put(objects.write(bare, "status.loadBalancer", {}))


def addresses_of_others(cluster: Cluster) -> Iterator[str]:
    """Yield the addresses of the pool that Ingresses and Gateways have."""
    for ingress in cluster.of("Ingress"):
        for entry in objects.read_list(ingress, "status.loadBalancer.ingress"):
            yield str(entry.get("ip") or "")
    for gateway in cluster.of("Gateway.gateway.networking.k8s.io"):
        for address in objects.read_list(gateway, "status.addresses"):
            yield str(address.get("value") or "") if isinstance(address, Mapping) else ""


def pool_services(cluster: Cluster) -> list[Object]:
    """Return the Services that the pool serves: load balancers without a class, or with one of its."""
    classes = ("", *cluster.settings.load_balancer_classes)
    return [
        service
        for service in cluster.of("Service")
        if services.service_type(service) == services.LOAD_BALANCER
        and (objects.spec(service).get("loadBalancerClass") or "") in classes
    ]


def assigned_addresses(service: Object) -> list[str]:
    """Return the addresses that a load balancer has."""
    return [entry["ip"] for entry in services.load_balancer_ingress(service) if entry.get("ip")]


def requested_address(service: Object) -> str:
    """Return spec.loadBalancerIP; "" if unset."""
    return str(objects.spec(service).get("loadBalancerIP") or "")


def pick_addresses(service: Object, pool: str, used_addresses: Set[str]) -> Iterator[str]:
    """Yield a free address for each family; spec.loadBalancerIP only if it is free. Nothing for a
    Service that has its addresses, and the one that it asks for, if the pool has that.
    """
    requested, own = requested_address(service), assigned_addresses(service)
    if own and (not requested or requested in own or not is_free(requested, pool, used_addresses)):
        return
    for family in services.families(service) or ["IPv4"]:
        if requested and (":" in requested) == (family == "IPv6"):
            yield from [requested] if is_free(requested, pool, used_addresses) else ()
            continue
        kept = [ip for ip in own if (":" in ip) == (family == "IPv6")]
        free = (
            ip
            for ip in pool_addresses(pool)
            if (":" in ip) == (family == "IPv6") and ip not in used_addresses
        )
        yield from kept or (ip for ip, _ in zip(free, range(1)))


def is_free(address: str, pool: str, used_addresses: Set[str]) -> bool:
    """Return whether an address is in a pool and nobody's."""
    return address not in used_addresses and address in pool_addresses(pool)


def load_balancer_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a Service that got its load balancer."""
    if (
        new
        and read(new, "status.loadBalancer.ingress")
        and not read(old or {}, "status.loadBalancer.ingress")
    ):
        yield NewEvent(new, "EnsuredLoadBalancer", "Ensured load balancer", "service-controller")


CONTROLLER = Controller(
    "service-lb-controller",
    ("Service",),
    Phase.OBSERVERS,
    reconcile,
    settles_in_one_run=True,
    events={"Service": load_balancer_events},
)
