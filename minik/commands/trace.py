"""Walk a packet through the rules of the proxy, rule by rule"""

import click

from minik.command_line import flags, network_options, state_access, terminal
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.discovery import names
from minik.discovery.names import Name
from minik.errors import ClientError, Unanswered
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import node_view, tracing
from minik.proxy.clients import OUTSIDE_ADDRESSES
from minik.proxy.packets import Packet
from minik.proxy.service_ports import service_ports
from minik.render import trace


@click.command(cls=flags.Verb)
@flags.text(
    "--to", "target", metavar="NAME[.NAMESPACE]:PORT | IP:PORT", help="Where the packet is sent"
)
@flags.text(
    "--from",
    "source",
    metavar="POD|NODE|outside|IP",
    default="outside",
    help="Who sends it; somebody outside if not given",
)
@flags.namespace
@flags.text(
    "--node",
    metavar="NODE",
    help="The node at which it is met: that of the sender, else the first, if not given",
)
@flags.text(
    "--mode",
    metavar="MODE",
    help="The rules of this proxy mode; the cluster's own mode if not given",
)
@flags.text(
    "--protocol",
    default="tcp",
    metavar="tcp|udp|sctp",
    help="Protocol of an address; a Service's port knows its own",
)
def command(target: str, source: str, namespace: str, node: str, mode: str, protocol: str) -> None:
    """Walk a packet through the rules that the proxy writes, with the probability at each branch,
    to pods, reject or drop.

    Exit status 0 if it is sent to somebody, 1 if not.

    \b
    Examples:
      # From outside to a node port
      minik trace --to 192.168.0.11:30080
      # From a node to a Service, in another mode
      minik trace --from node-1 --to my-service:80 --mode nftables
    """
    cluster = state_access.read_cluster()
    current_namespace = state_access.namespace(namespace)
    view = network_options.view(cluster, current_namespace, source, node, mode)
    if not target:
        raise ClientError("--to says where the packet is sent: NAME:PORT or IP:PORT")
    name = names.parse(
        target,
        network_options.namespace(view, current_namespace, namespace),
        cluster.settings.cluster_domain,
    )
    packet = _packet(cluster, name, view, protocol.lower())
    family = "IPv6" if ":" in packet.destination else "IPv4"
    local_node = (
        view.node or _receiving_node(cluster, packet.destination) or node_view.find(cluster, "")
    )
    local_view = node_view.view(cluster, local_node, family)
    lines = view.mode.rules(service_ports(cluster, local_node, family), local_view)
    result = tracing.trace(view.mode, lines, local_view, packet)
    where = f"on {objects.name(local_node)}" if local_node else "on no node"
    terminal.show(trace.text(result, packet, where, view.mode))
    if not result.places:
        raise Unanswered("")


def _receiving_node(cluster: Cluster, address: str) -> Object | None:
    """Return the node with this address, where a packet from outside arrives; None if none has it."""
    return next(
        (node for node in cluster.of("Node") if address in nodes.addresses(node, "InternalIP")),
        None,
    )


def _packet(cluster: Cluster, name: Name, view: Viewpoint, protocol: str) -> Packet:
    """Return the packet to trace: to the given address, or to the cluster IP of the Service."""
    address, port = name.address, name.port
    if not address:
        route = next(iter(resolve(cluster, name, Viewpoint(view.mode, view.node)).main), None)
        if route is None:
            raise ClientError(
                f'"{name.service}" has no cluster IP that a rule could match',
                hint=f"minik resolve {name.service}",
            )
        address, port, protocol = route.address, str(route.port), route.protocol.lower()
    if not port.isdigit() or protocol not in ("tcp", "udp", "sctp"):
        raise ClientError(
            "a packet needs a port and a protocol: IP:PORT, --protocol tcp, udp or sctp"
        )
    family = "IPv6" if ":" in address else "IPv4"
    return Packet(
        (view.client.address(family) if view.client else "") or OUTSIDE_ADDRESSES[family],
        address,
        int(port),
        protocol,
    )
