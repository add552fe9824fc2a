"""Create a ClusterIP service"""

from minik.command_line import creating, flags, service_ports, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME [--tcp=<port>:<targetPort>] {usages.DRY_RUN}")
@service_ports.TCP
@flags.text("--clusterip", metavar="IP", help="The address, or None for a headless service")
@creating.options
@flags.argument("words", many=True)
def command(words: tuple[str, ...], tcp: tuple[str, ...], clusterip: str, request: Request) -> None:
    """Create a ClusterIP service: NAME --tcp=PORT:TARGET.

    It selects pods labelled app=NAME, and has an address inside the cluster, or with
    --clusterip=None none at all.

    \b
    Examples:
      minik create service clusterip front --tcp=80:8080
      minik create service clusterip peers --clusterip=None --tcp=5432
    """
    service_ports.make(words, request, "ClusterIP", tcp, cluster_ip=clusterip)
