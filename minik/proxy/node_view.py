"""What a proxy mode knows about its node, besides the service ports."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from minik.errors import NotFound
from minik.kinds import node as nodes
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.addresses import of_family, ranges_of_family, valid_addresses

PRIMARY = ("primary",)


class NodeView(NamedTuple):
    """A node in one address family. `pod_cidr` tells pod traffic from other traffic; "" if it
    cannot be told.

    `addresses` are the node's own; `primary` is the first of all its addresses, so it is empty in a
    second family. `node_port_ranges` are the ranges in which node ports answer, or PRIMARY; empty
    for the mode's default. `minified` leaves out the comments of endpoints, as the proxy of a large
    cluster does.
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
        """Return the loopback address of the family."""
        return "::1" if self.is_ipv6 else "127.0.0.1"

    def node_port_addresses(self, default: tuple[str, ...] = ()) -> tuple[str, ...] | None:
        """Return where node ports answer; None for every address of the node (upstream rule:
        `NodePortAddresses`).
        """
        ranges = self.node_port_ranges or default
        if ranges == PRIMARY:
            return self.primary
        family_ranges = [cidr for cidr in ranges if (":" in cidr) == self.is_ipv6]
        if not family_ranges or any(cidr.endswith("/0") for cidr in family_ranges):
            return None
        return tuple(
            address
            for address in dict.fromkeys((*self.addresses, self.loopback))
            if any(ip_address(address) in ip_network(cidr, strict=False) for cidr in family_ranges)
        )


def find(cluster: Cluster, name: str) -> Object | None:
    """Find a node by name; "" is the first node, None if there is no node. Raises NotFound for an
    unknown name.
    """
    if not name:
        return next(iter(cluster.of("Node")), None)
    node = cluster.get("Node", "", name)
    if node is None:
        raise NotFound(f'nodes "{name}" not found')
    return node


def view(
    cluster: Cluster,
    node: Object | None,
    family: str,
    pod_cidrs: Sequence[str] = (),
    *,
    minified: bool = False,
    node_port_ranges: tuple[str, ...] = (),
) -> NodeView:
    """Return a node as its proxy sees it in one family; `pod_cidrs` are the cluster's unless given."""
    ranges = ranges_of_family(pod_cidrs or cluster.settings.pod_cidrs, family)
    addresses = (
        tuple(valid_addresses(nodes.addresses(node, "InternalIP"))) if node is not None else ()
    )
    name = objects.name(node) if node is not None else ""
    return NodeView(
        name,
        family,
        ranges[0] if ranges else "",
        ranges_of_family(cluster.settings.service_cidrs, family),
        of_family(addresses, family),
        of_family(addresses[:1], family),
        minified,
        node_port_ranges,
    )
