"""What a mode knows of the node on which it runs, beside the service ports."""
from typing import NamedTuple

from minik.errors import NotFound
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object


class NodeView(NamedTuple):
    """One family at a time. `pod_cidr` tells traffic of pods from other traffic; without it, none is told apart.

    `addresses` are the node's own; `primary` is the one at which node ports answer in the nftables mode: the first of all, so that a node
    of two families has none in its second; `minified` leaves out comments, as the proxy of a large cluster does.
    """

    name: str = ""
    family: str = "IPv4"
    pod_cidr: str = ""
    service_cidrs: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    primary: tuple[str, ...] = ()
    minified: bool = False

    @property
    def is_ipv6(self) -> bool:
        return self.family == "IPv6"


def find(cluster: Cluster, name: str) -> Object | None:
    """The node of that name; no name is the first node that there is."""
    if not name:
        return next(iter(cluster.of("Node")), None)
    node = cluster.get("Node", "", name)
    if node is None:
        raise NotFound(f'nodes "{name}" not found')
    return node


def view(cluster: Cluster, node: Object | None, family: str, pod_cidrs: str = "", *, minified: bool = False) -> NodeView:
    """A node as its proxy sees it in one family; pods' ranges are the cluster's unless others are given, with commas."""
    def mine(texts: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(text for text in texts if (":" in text) == (family == "IPv6"))

    ranges = mine(tuple(filter(None, pod_cidrs.split(","))) or cluster.settings.pod_cidrs)
    addresses = tuple(nodes.addresses(node, "InternalIP")) if node is not None else ()
    name = objects.name(node) if node is not None else ""
    return NodeView(name, family, ranges[0] if ranges else "", mine(cluster.settings.service_cidrs), mine(addresses),
                    mine(addresses[:1]), minified)
