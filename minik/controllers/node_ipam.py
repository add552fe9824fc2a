"""Pod ranges: every node gets one from the cluster's. Upstream rule: `pkg/controller/nodeipam`, the
range allocator.
"""

from collections.abc import Iterable, Iterator, Set
from functools import lru_cache
from ipaddress import ip_network
from itertools import count, filterfalse, repeat, takewhile

from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read

SIZE = {4: 24, 6: 64}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    held = cluster.table("Node").index_by(held_ranges)
    if "" not in held:
        return
    taken = {*held}
    free = [free_ranges(cidr, taken) for cidr in cluster.settings.pod_cidrs]
    for node in held[""]:
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


def held_ranges(node: Object) -> Iterable[str]:
    """Return the pod CIDRs of a node, as index keys; "" of one that has none."""
    return dict.fromkeys(pod_ranges(node)) or ("",)


def free_ranges(cidr: str, taken: Set[str]) -> Iterator[str]:
    """Yield the unused ranges of a node's size."""
    ranges = takewhile(bool, map(node_range, repeat(cidr), count()))
    return filterfalse(taken.__contains__, ranges)


@lru_cache(maxsize=65536)
def node_range(cidr: str, number: int) -> str:
    """Return the range of a node's size of this number within a range, "" behind its end."""
    network = ip_network(cidr, strict=False)
    length = max(SIZE[network.version], network.prefixlen)
    size = 1 << (network.max_prefixlen - length)
    if number * size >= network.num_addresses:
        return ""
    return f"{network.network_address + number * size}/{length}"


CONTROLLER = Controller(
    "node-ipam-controller",
    ("Node",),
    Phase.NODES,
    reconcile,
)
