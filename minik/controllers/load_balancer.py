"""Load balancers: a service that asks for one gets an address of the cluster's pool; where there is no pool, it waits.

Upstream rule: `cloud-provider/controllers/service`. A service with a class of its own is somebody else's.
"""
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object

WATCHES = ("Service",)
PATIENCE = 5
ONE_GO = True


def reconcile(cluster: Cluster) -> Iterable[Change]:
    pool = cluster.settings.load_balancer_pool
    if not pool:
        return
    wanting = [service for service in cluster.of("Service") if services.service_type(service) == services.LOAD_BALANCER]
    taken = {entry.get("ip") for service in wanting for entry in services.load_balancer_ingress(service)}
    for service in wanting:
        if not services.load_balancer_ingress(service) and not objects.spec(service).get("loadBalancerClass"):
            given = list(chosen(service, pool, taken))
            taken.update(given)
            if given:
                yield Put(objects.write(service, "status.loadBalancer.ingress", [{"ip": ip, "ipMode": "VIP"} for ip in given]))


def chosen(service: Object, pool: str, taken: set[str | None]) -> Iterator[str]:
    """One free address for each of its families: the one it asks for, if it is there to be had, else the first."""
    wish = objects.spec(service).get("loadBalancerIP")
    for family in services.families(service) or ["IPv4"]:
        free = (ip for ip in addresses(pool) if (":" in ip) == (family == "IPv6") and ip not in taken)
        if wish and (":" in wish) == (family == "IPv6"):
            yield from (ip for ip in free if ip == wish)
        else:
            yield from (ip for ip, _ in zip(free, range(1)))


def addresses(pool: str) -> Iterator[str]:
    """The addresses of a pool: ranges (`a-b`), CIDRs and single addresses, with commas between them."""
    for part in filter(None, (part.strip() for part in pool.split(","))):
        first, dash, last = part.partition("-")
        if dash:
            yield from between(ip_address(first.strip()), ip_address(last.strip()))
        elif "/" in part:
            yield from map(str, ip_network(part, strict=False).hosts())
        else:
            yield part


def between(first: IPv4Address | IPv6Address, last: IPv4Address | IPv6Address) -> Iterator[str]:
    while int(first) <= int(last):
        yield str(first)
        first += 1
