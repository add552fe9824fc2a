"""Create an ExternalName service"""

from minik.command_line import creating, flags, service_ports, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME --external-name external.name {usages.DRY_RUN}")
@service_ports.TCP
@flags.text("--external-name", metavar="NAME", help="The name that it stands for")
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], tcp: tuple[str, ...], external_name: str, request: Request
) -> None:
    """Create an ExternalName service: NAME --external-name=NAME.

    It has no pods and no address: DNS answers with the other name.

    \b
    Examples:
      minik create service externalname mail --external-name=mail.example.com
    """
    creating.require(external_name=external_name)
    service_ports.make(words, request, "ExternalName", tcp, external_name=external_name)
