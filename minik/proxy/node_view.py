"""What a mode knows of the node on which it runs, beside the service ports."""
from collections.abc import Sequence
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from minik.errors import NotFound
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.addresses import known, of_family, ranges_of_family

PRIMARY = ("primary",)


class NodeView(NamedTuple):
    """One family at a time. `pod_cidr` tells traffic of pods from other traffic; without it, none is told apart.

    `addresses` are the node's own; `primary` is the first of them all, so that a node of two families has none in its second;
    `node_port_ranges` are those in which node ports answer, or PRIMARY alone, or nothing: then it is as the mode has it; `minified` leaves
    out the comments of endpoints, as the proxy of a large cluster does.
    """

    name: str = ""
    family: str = "IPv4"
    pod_cidr: str = ""
    service_cidrs: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    primary: tuple[str, ...] = ()
    minified: bool = False
    node_port_ranges: tuple[str, ...] = ()

    @property
    def is_ipv6(self) -> bool:
        return self.family == "IPv6"

    @property
    def loopback(self) -> str:
        """The loopback address of the family."""
        return "::1" if self.is_ipv6 else "127.0.0.1"

    def node_port_addresses(self, unless_told: tuple[str, ...] = ()) -> tuple[str, ...] | None:
        """Where node ports answer; None means at every address of the node (upstream rule: `NodePortAddresses`)."""
        ranges = self.node_port_ranges or unless_told
        if ranges == PRIMARY:
            return self.primary
        mine = [one for one in ranges if (":" in one) == self.is_ipv6]
        if not mine or any(one.endswith("/0") for one in mine):
            return None
        return tuple(address for address in dict.fromkeys((*self.addresses, self.loopback))
                     if any(ip_address(address) in ip_network(one, strict=False) for one in mine))


def find(cluster: Cluster, name: str) -> Object | None:
    """The node of that name; no name is the first node that there is."""
    if not name:
        return next(iter(cluster.of("Node")), None)
    node = cluster.get("Node", "", name)
    if node is None:
        raise NotFound(f'nodes "{name}" not found')
    return node


def view(cluster: Cluster, node: Object | None, family: str, pod_cidrs: Sequence[str] = (), *, minified: bool = False,
         node_port_ranges: tuple[str, ...] = ()) -> NodeView:
    """A node as its proxy sees it in one family; pods' ranges are the cluster's unless others are given."""
    ranges = ranges_of_family(pod_cidrs or cluster.settings.pod_cidrs, family)
    addresses = tuple(known(nodes.addresses(node, "InternalIP"))) if node is not None else ()
    name = objects.name(node) if node is not None else ""
    return NodeView(name, family, ranges[0] if ranges else "", ranges_of_family(cluster.settings.service_cidrs, family),
                    of_family(addresses, family), of_family(addresses[:1], family), minified, node_port_ranges)
