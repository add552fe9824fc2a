"""Deny a certificate signing request"""

from minik.client.certificates import DENIAL
from minik.command_line import certificate_decisions, flags
from minik.command_line.change_requests import Request


@flags.command(usage="(-f FILENAME | NAME)")
@certificate_decisions.options
@flags.flag("--force", help="Update the request even if it is already denied")
@flags.argument("words", many=True)
def command(words: tuple[str, ...], request: Request, force: bool) -> None:
    """Deny a certificate signing request: it gets the condition Denied.

    \b
    Examples:
      # Deny CSR 'csr-sqgzp'
      minik certificate deny csr-sqgzp
    """
    certificate_decisions.decide(words, request, DENIAL, force=force)
