"""Load balancers: such a Service gets an address of the cluster's pool; without a pool it waits.

Upstream rule: `cloud-provider/controllers/service`. A Service with a loadBalancerClass is left to
others.
"""

from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, NewEvent, OptionalObject, Phase
from minik.model.object import Object, read


def reconcile(cluster: Cluster) -> Iterable[Change]:
    pool = cluster.settings.load_balancer_pool
    if not pool:
        return
    candidates = [
        service
        for service in cluster.of("Service")
        if services.service_type(service) == services.LOAD_BALANCER
    ]
    taken = {
        entry.get("ip")
        for service in candidates
        for entry in services.load_balancer_ingress(service)
    }
    for service in candidates:
        if not services.load_balancer_ingress(service) and not objects.spec(service).get(
            "loadBalancerClass"
        ):
            assigned = list(pick_addresses(service, pool, taken))
            taken.update(assigned)
            if assigned:
                yield Put(
                    objects.write(
                        service,
                        "status.loadBalancer.ingress",
                        [{"ip": ip, "ipMode": "VIP"} for ip in assigned],
                    )
                )


def pick_addresses(service: Object, pool: str, taken: set[str | None]) -> Iterator[str]:
    """Yield a free address for each family; spec.loadBalancerIP only if it is free."""
    requested = objects.spec(service).get("loadBalancerIP")
    for family in services.families(service) or ["IPv4"]:
        free = (
            ip
            for ip in pool_addresses(pool)
            if (":" in ip) == (family == "IPv6") and ip not in taken
        )
        if requested and (":" in requested) == (family == "IPv6"):
            yield from (ip for ip in free if ip == requested)
        else:
            yield from (ip for ip, _ in zip(free, range(1)))


def pool_addresses(pool: str) -> Iterator[str]:
    """Yield the addresses of a pool: ranges (`a-b`), CIDRs and addresses, separated by commas."""
    for part in filter(None, (part.strip() for part in pool.split(","))):
        first, dash, last = part.partition("-")
        if dash:
            yield from address_range(ip_address(first.strip()), ip_address(last.strip()))
        elif "/" in part:
            yield from map(str, ip_network(part, strict=False).hosts())
        else:
            yield part


def address_range(
    first: IPv4Address | IPv6Address, last: IPv4Address | IPv6Address
) -> Iterator[str]:
    while int(first) <= int(last):
        yield str(first)
        first += 1


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
