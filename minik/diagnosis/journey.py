"""The journey of a packet: which node meets it, what the rules there do with it, and whether a
reply comes back.

`resolve` decides which entries there are and which backends answer there; a journey walks the same
entries through the rules of one node.
"""

from collections.abc import Iterator, Mapping, Sequence
from ipaddress import ip_address, ip_network

from minik.diagnosis import balancer_packets, client_ways, closed_ways, host_pods
from minik.diagnosis.client_ways import Closure
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.discovery.names import Name
from minik.errors import ClientError, NotFound
from minik.kinds import node as nodes
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model import shell
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import node_view, routing, tracing
from minik.proxy.clients import OUTSIDE_ADDRESSES, Client
from minik.proxy.packets import Packet, Trace, lies_in
from minik.proxy.routing import Refusal, Route
from minik.proxy.service_ports import service_ports

PROTOCOLS = ("tcp", "udp", "sctp")


class Hop(NamedTuple):
    """A node that meets the packet, and what its rules do."""

    node: Object | None
    packet: Packet
    trace: Trace


class Journey(NamedTuple):
    """The hops of a packet. `refusal` is UNREACHABLE where nobody brings it to a node, UNANSWERED
    where its reply is discarded, DENIED where policies close every way. `pod` has the address to
    which a packet goes that no rule changes; `closed` are the places to which policies close the way.
    """

    packet: Packet
    hops: tuple[Hop, ...]
    refusal: Refusal = Refusal.NONE
    pod: str = ""
    closed: Mapping[str, Closure] = {}

    @property
    def answers(self) -> bool:
        """Return whether a backend, or the pod itself, gets the packet and its reply comes back."""
        arrives = bool(self.hops and (self.hops[-1].trace.places or self.pod))
        return self.refusal is Refusal.NONE and arrives


def follow(cluster: Cluster, target: Name, view: Viewpoint, protocol: str = "") -> Journey:
    """Return the journey of a packet to a Service's port or to an address. Raises ClientError
    where it has no address, port or protocol, NotFound where there is no such Service.
    """
    route = _entered(cluster, target, view, protocol)
    at_localhost = bool(target.address) and ip_address(target.address).is_loopback
    inside = route is not None and route.entry == "ClusterIP" or at_localhost
    node = view.node or _met_at(cluster, target, route, view)
    client = view.client or (_node_itself(node) if inside and node is not None else None)
    packet = _packet(target, route, client, protocol)
    if inside and client and (client.is_outside or at_localhost and client.what == "pod"):
        return Journey(packet, (), Refusal.UNREACHABLE)
    if at_localhost:
        packet = packet._replace(source=packet.destination)
    first = packet
    if route is not None and route.is_proxied:
        node = (
            view.node
            if view.is_outside and view.node
            else balancer_packets.choose_node(cluster, route)
        )
        first = balancer_packets.pass_on(cluster, packet, route, node)
    hops = tuple(_hops(cluster, first, node, view))
    outside = client is None or client.is_outside
    refusal = _refusal(cluster, hops[-1], view, outside=outside)
    pod = _passed_to(cluster, hops[-1])
    if pod is not None and view.is_outside and first is packet:
        return Journey(packet, hops, Refusal.UNREACHABLE)
    ends = _ends(hops[-1])
    closed = _closed(cluster, hops[-1], ends, view, packet if first is not packet else None)
    if refusal is Refusal.NONE and closed and len(closed) == len({place for place, _ in ends}):
        refusal = Refusal.DENIED
    pod = pod or _listening_on_host(cluster, hops[-1])
    title = f"pod/{objects.name(pod)}" if pod is not None else ""
    return Journey(packet, hops, refusal, title, closed)


def _passed_to(cluster: Cluster, hop: Hop) -> Object | None:
    """Return the pod to whose address a packet goes that no rule changes; None if it is no pod's."""
    passes = hop.trace.verdict == "passed"
    return client_ways.pod_at(cluster, hop.packet.destination) if passes else None


def _listening_on_host(cluster: Cluster, hop: Hop) -> Object | None:
    """Return the pod on the host network that declares the port of a packet to its node's address."""
    packet, passes = hop.packet, hop.trace.verdict == "passed"
    found = host_pods.listening(cluster, packet.destination, packet.port, packet.protocol.upper())
    return next(found, None) if passes else None


def _ends(hop: Hop) -> list[tuple[str, Packet]]:
    """Return where a packet goes, each place with the packet as it gets there."""
    sent = [(end.place, end.packet) for end in hop.trace.ends if end.verdict == "sent"]
    passed = [(end.place, end.packet) for end in hop.trace.ends if end.verdict == "passed"]
    return sent or passed


def _closed(
    cluster: Cluster,
    hop: Hop,
    ends: Sequence[tuple[str, Packet]],
    view: Viewpoint,
    balanced: Packet | None,
) -> dict[str, Closure]:
    """Return the places to which policies close the way of whoever sends a packet; `balanced` is the one
    that a load balancer took, None if none did.
    """
    ways = closed_ways.ways(cluster, view.client, hop.node) if ends else None
    found: dict[str, Closure | None] = {}
    for place, one in ends if ways else ():
        end, protocol = (one.destination, one.port), one.protocol.upper()
        if ways and balanced:
            host, port = balanced.destination, balanced.port
            found[place] = ways.balanced_closure(host, port, end, protocol, masked=one.marked)
        elif ways:
            found[place] = ways.closure(*end, protocol, masked=one.marked)
    return {place: closure for place, closure in found.items() if closure is not None}


def _entered(cluster: Cluster, target: Name, view: Viewpoint, protocol: str) -> Route | None:
    """Return the route that a packet enters by, one that answers first; None for an address and
    port that no Service has.
    """
    if target.address:
        try:
            routes = resolve(cluster, target, view).main if target.port.isdigit() else ()
        except (NotFound, ClientError):
            routes = ()
    else:
        routes = resolve(cluster, target, view).main
        if not routes:
            raise ClientError(
                f'"{target.service}" has no cluster IP that a rule could match',
                hint=shell.command("resolve", target.service),
            )
    known = [route for route in routes if protocol in ("", route.protocol.lower())]
    if routes and not known and not target.address:
        has = ", ".join(dict.fromkeys(f"{route.port}/{route.protocol}" for route in routes))
        raise ClientError(
            f'service "{target.service}" has no port {target.port or "of"}/{protocol.upper()}',
            hint=f"it has: {has}",
        )
    order = sorted(known, key=lambda route: (not route.backends, route.entry == "NodePort"))
    return next(iter(order), None)


def _met_at(cluster: Cluster, target: Name, route: Route | None, view: Viewpoint) -> Object | None:
    """Return the node that meets a packet whose sender is on none: the one with its address, else
    the first that answers at its entry, also one known only by its endpoints, else the first.
    """
    address = route.address if route else target.address
    receiving = receiving_node(cluster, address)
    if receiving is not None or route is None:
        return receiving or node_view.find(cluster, "")
    service = cluster.get("Service", route.namespace, route.service)
    for node in _possible_nodes(cluster, route) if service and route.backends else ():
        for other in routing.routes(cluster, service or {}, view.mode, node, view.client):
            if (other.address, other.port, other.protocol) == (
                route.address,
                route.port,
                route.protocol,
            ) and other.backends:
                return node
    return node_view.find(cluster, "")


def _possible_nodes(cluster: Cluster, route: Route) -> Iterator[Object]:
    """Yield every node, and those that a dump lacks and endpoints name, by their name alone."""
    known = cluster.of("Node")
    yield from known
    names = dict.fromkeys(backend.node for backend in route.backends if known)
    for name in names:
        if name and cluster.get("Node", "", name) is None:
            yield {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}


def receiving_node(cluster: Cluster, address: str) -> Object | None:
    """Return the node with this address, where a packet from outside arrives; None if none has it."""
    return next(
        (node for node in cluster.of("Node") if address in nodes.addresses(node, "InternalIP")),
        None,
    )


def _node_itself(node: Object) -> Client:
    addresses = tuple(nodes.addresses(node, "InternalIP"))
    return Client("node", f"node/{objects.name(node)}", addresses, node)


def _packet(target: Name, route: Route | None, client: Client | None, protocol: str) -> Packet:
    address = route.address if route else target.address
    port = str(route.port) if route else target.port
    protocol = route.protocol.lower() if route else protocol or "tcp"
    if not port.isdigit() or protocol not in PROTOCOLS:
        raise ClientError(
            "a packet needs a port and a protocol: IP:PORT, --protocol tcp, udp or sctp"
        )
    family = "IPv6" if ":" in address else "IPv4"
    source = client.address(family) if client else ""
    return Packet(source or _outside_address(route, family), address, int(port), protocol)


def _outside_address(route: Route | None, family: str) -> str:
    """Return the address of somebody outside, whom the source ranges of a load balancer let in."""
    for cidr in route.source_ranges if route else ():
        if (":" in cidr) == (family == "IPv6") and not cidr.endswith("/0"):
            network = ip_network(cidr)
            return str(network[min(7, network.num_addresses - 1)])
    return OUTSIDE_ADDRESSES[family]


def _hops(cluster: Cluster, packet: Packet, node: Object | None, view: Viewpoint) -> Iterator[Hop]:
    """Yield what happens at the first node and, for a packet to another node's address that the
    first lets pass, at that one.
    """
    hop = _hop(cluster, packet, node, view)
    yield hop
    receiving = receiving_node(cluster, packet.destination)
    if hop.trace.verdict == "passed" and receiving is not None and receiving is not node:
        yield _hop(cluster, packet, receiving, view)


def _hop(cluster: Cluster, packet: Packet, node: Object | None, view: Viewpoint) -> Hop:
    family = "IPv6" if ":" in packet.destination else "IPv4"
    local = node_view.view(cluster, node, family)
    lines = view.mode.rules(service_ports(cluster, node, family), local)
    return Hop(node, packet, tracing.trace(view.mode, lines, local, packet))


def _refusal(cluster: Cluster, hop: Hop, view: Viewpoint, *, outside: bool) -> Refusal:
    """Return why nobody answers although the packet is sent."""
    ends = [end for end in hop.trace.ends if end.verdict == "sent"]
    cidrs = cluster.settings.service_cidrs
    if ends and all(any(lies_in(end.packet.destination, cidr) for cidr in cidrs) for end in ends):
        return Refusal.UNTRANSLATED
    if outside and not view.mode.carries and ends and _is_reply_lost(cluster, hop):
        return Refusal.UNANSWERED
    return Refusal.NONE


def _is_reply_lost(cluster: Cluster, hop: Hop) -> bool:
    """Return whether every backend that gets a packet from outside replies past the node."""
    ends = [end for end in hop.trace.ends if end.verdict == "sent"]
    if hop.node is None or any(end.packet.marked for end in ends):
        return False
    family = "IPv6" if ":" in hop.packet.destination else "IPv4"
    here = {
        backend.place
        for port in service_ports(cluster, hop.node, family)
        for backend in port.endpoints
        if backend.node == objects.name(hop.node)
    }
    return not any(end.place in here for end in ends)
