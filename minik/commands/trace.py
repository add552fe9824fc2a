"""Walk a packet through the rules of the proxy, rule by rule"""

from minik.command_line import (
    document_output,
    flags,
    network_options,
    state_access,
    target_arguments,
    terminal,
)
from minik.command_line.network_options import Asker
from minik.diagnosis.journey import follow
from minik.discovery import names
from minik.errors import ClientError, Unanswered
from minik.render import trace


@flags.command()
@flags.argument("words", many=True, metavar="[NAME:PORT | TYPE/NAME:PORT | IP:PORT]")
@flags.text(
    "--to", "target", metavar="NAME[.NAMESPACE]:PORT | IP:PORT", help="Where the packet is sent"
)
@flags.namespace
@flags.gather(
    Asker,
    flags.text(
        "--mode",
        metavar="MODE",
        help="The rules of this proxy mode; the cluster's own mode if not given",
    ),
    flags.text(
        "--node",
        metavar="NODE",
        help="The node at which it is met; if not given, that of the sender, else the first that answers",
    ),
    flags.text(
        "--from",
        "source",
        metavar="POD|NODE|outside|IP",
        help="Who sends it; if not given, somebody outside, or to a cluster IP the node itself",
    ),
    into="asker",
)
@flags.text(
    "--protocol",
    metavar="tcp|udp|sctp",
    help="Protocol of the packet; if not given, that of the Service's port, else tcp",
)
@document_output.option
def command(
    words: tuple[str, ...],
    target: str,
    namespace: str,
    asker: Asker,
    protocol: str,
    output: str,
) -> None:
    """Walk a packet through the rules that the proxy writes, with the probability at each branch,
    to pods, reject or drop.

    Exit status 0 if somebody gets it and can reply, 1 if not.

    \b
    Examples:
      # From outside to a node port
      minik trace --to 192.168.0.11:30080
      # From a node to a Service, in another mode
      minik trace --from node-1 --to my-service:80 --mode nftables
    """
    document_output.require_known(output)
    cluster = state_access.read_cluster()
    current_namespace = state_access.namespace(namespace)
    view = network_options.view(cluster, current_namespace, *asker)
    if not target and not words:
        raise ClientError("--to says where the packet is sent: NAME:PORT or IP:PORT")
    name = names.parse(
        target_arguments.packet_target((target,) if target else words, cluster, current_namespace),
        network_options.namespace(view, current_namespace, namespace),
        cluster.settings.cluster_domain,
    )
    journey = follow(cluster, name, view, protocol.lower())
    if output:
        document_output.show(trace.document(journey, view), output)
    else:
        terminal.show(trace.text(journey, view))
    if not journey.answers:
        raise Unanswered("")
