"""`-o json|yaml` of minik's own verbs, for programs."""

from minik.command_line import flags, state_access
from minik.errors import ClientError
from minik.light_typing import Any
from minik.render import documents

option: flags.Option = flags.text(
    "-o", "--output", metavar="json|yaml", help="json or yaml, for programs"
)


def require_known(output: str) -> None:
    """Raise ClientError for an unknown output format; "" is text for people."""
    if output not in ("", *documents.FORMATS):
        raise ClientError(f'unknown output format "{output}": use json or yaml, or omit -o')


def show(document: Any, output: str) -> None:
    """Print a document as json or yaml."""
    state_access.say(documents.render(document, output), nl=False)
