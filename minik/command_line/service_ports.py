"""What the generators of services share: their ports, and how one is made."""

from minik.client.generators.service import build_service
from minik.command_line import creating, flags
from minik.command_line.change_requests import Request
from minik.light_typing import Any

TCP: flags.Option = flags.several(
    "--tcp", metavar="PORT[:TARGET]", help="Pairs of ports: 80, 80:8080, 80:http"
)


def make(
    words: tuple[str, ...], request: Request, type_name: str, tcp: tuple[str, ...], **others: Any
) -> None:
    """Create a service of a type and print the result."""
    new_service = build_service(creating.single_name(words), type_name, tcp, **others)
    creating.make(new_service, request, f"failed to create {type_name} service")
