"""Walk a packet through the rules of the proxy, rule by rule"""
import click

from minik import shelf
from minik.commands import _asking, _options, _session, _terminal
from minik.diagnosis.resolution import View, resolve
from minik.discovery import names
from minik.discovery.names import Name
from minik.errors import ClientError, Unanswered
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import node_view, tracing
from minik.proxy.clients import FAR
from minik.proxy.packets import Packet
from minik.proxy.service_ports import service_ports
from minik.render import _trace


@click.command(cls=_options.Verb)
@_options.text("--to", "target", metavar="NAME[.NAMESPACE]:PORT | IP:PORT", help="Where the packet is sent")
@_options.text("--from", "source", metavar="POD|NODE|outside|IP", default="outside", help="Who sends it; somebody outside if not given")
@_options.namespace
@_options.text("--node", metavar="NODE", help="The node at which it is met: that of the sender, else the first, if not given")
@_options.text("--mode", metavar="MODE", help="The rules of this proxy mode; the cluster's own mode if not given")
@_options.text("--protocol", default="tcp", metavar="tcp|udp|sctp", help="Protocol of an address; a Service's port knows its own")
def command(target: str, source: str, namespace: str, node: str, mode: str, protocol: str) -> None:
    """Walk a packet through the rules that the proxy writes, with the probability at each branch, to pods, reject or drop.

    Exit status 0 if it is sent to somebody, 1 if not.

    \b
    Examples:
      # From outside to a node port
      minik trace --to 192.168.0.11:30080
      # From a node to a Service, in another mode
      minik trace --from node-1 --to my-service:80 --mode nftables
    """
    cluster = _session.reading()
    where = _session.namespace(namespace)
    view = _asking.view(cluster, where, source, node, mode)
    if not target:
        raise ClientError("--to says where the packet is sent: NAME:PORT or IP:PORT")
    name = names.parse(target, _asking.namespace(view, where, namespace), cluster.settings.cluster_domain)
    packet = _packet(cluster, name, view, protocol.lower())
    family = "IPv6" if ":" in packet.destination else "IPv4"
    here = view.node or _owner(cluster, packet.destination) or node_view.find(cluster, "")
    seen = node_view.view(cluster, here, family)
    module = shelf.find("minik.proxy.modes", view.mode)
    lines = module.rules(service_ports(cluster, here, family), seen) if module else ()
    found = tracing.trace(view.mode, lines, seen, packet)
    _terminal.show(_trace.text(found, packet, f"on {objects.name(here)}" if here else "on no node", view.mode))
    if not found.places:
        raise Unanswered("")


def _owner(cluster: Cluster, address: str) -> Object | None:
    """The node that a packet from outside arrives at, if it is sent to a node."""
    return next((node for node in cluster.of("Node") if address in nodes.addresses(node, "InternalIP")), None)


def _packet(cluster: Cluster, name: Name, view: View, protocol: str) -> Packet:
    """The packet that is meant: to an address as it is written, to a service at its cluster IP."""
    address, port = name.address, name.port
    if not address:
        route = next(iter(resolve(cluster, name, View(view.node, view.mode)).main), None)
        if route is None:
            raise ClientError(f'"{name.service}" has no address of its own that a rule could know', hint=f"minik resolve {name.service}")
        address, port, protocol = route.address, str(route.port), route.protocol.lower()
    if not port.isdigit() or protocol not in ("tcp", "udp", "sctp"):
        raise ClientError("a packet needs a port and a protocol: IP:PORT, --protocol tcp, udp or sctp")
    family = "IPv6" if ":" in address else "IPv4"
    return Packet((view.client.address(family) if view.client else "") or FAR[family], address, int(port), protocol)
