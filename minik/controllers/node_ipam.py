"""Pod ranges: every node gets one from the cluster's. Upstream rule: `pkg/controller/nodeipam`, the
range allocator.
"""

from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read

SIZE = {4: 24, 6: 64}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    waiting = [node for node in cluster.of("Node") if not pod_ranges(node)]
    if not waiting:
        return
    taken = {cidr for node in cluster.of("Node") for cidr in pod_ranges(node)}
    free = [free_ranges(cidr, taken) for cidr in cluster.settings.pod_cidrs]
    for node in waiting:
        assigned = [next(candidates, "") for candidates in free]
        if all(assigned):
            yield Put(
                {
                    **node,
                    "spec": {**objects.spec(node), "podCIDR": assigned[0], "podCIDRs": assigned},
                }
            )


def pod_ranges(node: Object) -> list[str]:
    """Return the pod CIDRs of a node."""
    cidrs: list[str] = read(node, "spec.podCIDRs", []) or [read(node, "spec.podCIDR", "")]
    return [cidr for cidr in cidrs if cidr]


def free_ranges(cidr: str, taken: set[str]) -> Iterator[str]:
    """Yield the unused ranges of a node's size."""
    network = ip_network(cidr, strict=False)
    for subnet in network.subnets(new_prefix=max(SIZE[network.version], network.prefixlen)):
        if str(subnet) not in taken:
            yield str(subnet)


CONTROLLER = Controller(
    "node-ipam-controller",
    ("Node",),
    Phase.NODES,
    reconcile,
)
