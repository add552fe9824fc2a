"""Pod ranges: every node gets one of its own out of the cluster's. Upstream rule: `pkg/controller/nodeipam`, the range allocator."""
from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("Node",)
SIZE = {4: 24, 6: 64}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    waiting = [node for node in cluster.of("Node") if not ranges(node)]
    if not waiting:
        return
    taken = {cidr for node in cluster.of("Node") for cidr in ranges(node)}
    free = [left(cidr, taken) for cidr in cluster.settings.pod_cidrs]
    for node in waiting:
        given = [next(found, "") for found in free]
        if all(given):
            yield Put({**node, "spec": {**objects.spec(node), "podCIDR": given[0], "podCIDRs": given}})


def ranges(node: Object) -> list[str]:
    """The ranges that a node has."""
    found: list[str] = read(node, "spec.podCIDRs", []) or [read(node, "spec.podCIDR", "")]
    return [cidr for cidr in found if cidr]


def left(cidr: str, taken: set[str]) -> Iterator[str]:
    """The ranges of a node's size that nobody has."""
    network = ip_network(cidr, strict=False)
    for subnet in network.subnets(new_prefix=max(SIZE[network.version], network.prefixlen)):
        if str(subnet) not in taken:
            yield str(subnet)
