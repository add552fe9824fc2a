"""Walk a packet through the rules of the proxy, rule by rule"""

from minik.command_line import (
    asked_journeys,
    document_output,
    file_options,
    flags,
    request_options,
    state_access,
    terminal,
)
from minik.command_line.network_options import Asker
from minik.errors import Unanswered
from minik.render import trace

HELP = """Walk a packet through the rules that the proxy writes, with the probability at each branch,
to pods, reject or drop.

Of a URL: who takes the request, by which rule, and the packets on the way: to the Gateway or the
Ingress controller, and from its pods to those of the Services, where these are known. Exit status 0 if somebody gets it and can reply, 1 if not.

\b
Examples:
  # From outside to a node port
  minik trace --to 192.168.0.11:30080
  # From a node to a Service, in another mode
  minik trace --from node-1 --to my-service:80 --mode nftables"""


@flags.command(help=HELP)
@file_options.files
@flags.argument("words", many=True, metavar="[NAME:PORT | TYPE/NAME:PORT | IP:PORT | URL]")
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
@request_options.options
@document_output.option
def command(
    words: tuple[str, ...],
    target: str,
    namespace: str,
    asker: Asker,
    protocol: str,
    asked: request_options.Asked,
    output: str,
) -> None:
    """Walk a packet through the rules of the proxy."""
    document_output.require_known(output)
    wanted = (target,) if target else words
    if request_options.is_way(wanted, asked):
        from minik.command_line import url_targets  # noqa: PLC0415 most targets are Services

        url_targets.show(wanted, asked, namespace, output, None, asker, packets=True)
        return
    cluster = state_access.read_cluster()
    journey, view = asked_journeys.follow_words(
        cluster,
        wanted,
        namespace,
        state_access.namespace(namespace),
        asker,
        protocol,
    )
    if output:
        document_output.show(trace.document(journey, view), output)
    else:
        terminal.show(trace.text(journey, view))
    if not journey.answers:
        raise Unanswered("")
