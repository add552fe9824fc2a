"""Create a LoadBalancer service"""

from minik.command_line import creating, flags, service_ports, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME [--tcp=port:targetPort] {usages.DRY_RUN}")
@service_ports.TCP
@creating.options
@flags.argument("words", many=True)
def command(words: tuple[str, ...], tcp: tuple[str, ...], request: Request) -> None:
    """Create a LoadBalancer service: NAME --tcp=PORT:TARGET.

    It selects pods labelled app=NAME; its address comes from the cluster's pool (`minik init
    --lb-pool`), if there is one.

    \b
    Examples:
      minik create service loadbalancer front --tcp=80:8080
    """
    service_ports.make(words, request, "LoadBalancer", tcp)
