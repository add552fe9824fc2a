"""Create a NodePort service"""

from minik.command_line import creating, flags, service_ports, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME [--tcp=port:targetPort] {usages.DRY_RUN}")
@service_ports.TCP
@flags.number("--node-port", default=0, help="The port on every node")
@creating.options
@flags.argument("words", many=True)
def command(words: tuple[str, ...], tcp: tuple[str, ...], node_port: int, request: Request) -> None:
    """Create a NodePort service: NAME --tcp=PORT:TARGET.

    It selects pods labelled app=NAME, and is reached at a port of every node as well.

    \b
    Examples:
      minik create service nodeport front --tcp=80:8080 --node-port=30090
    """
    service_ports.make(words, request, "NodePort", tcp, node_port=node_port)
