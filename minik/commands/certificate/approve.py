"""Approve a certificate signing request"""

from minik.client.certificates import APPROVAL
from minik.command_line import certificate_decisions, flags
from minik.command_line.change_requests import Request


@flags.command(usage="(-f FILENAME | NAME)")
@certificate_decisions.options
@flags.flag("--force", help="Update the request even if it is already approved")
@flags.argument("words", many=True)
def command(words: tuple[str, ...], request: Request, force: bool) -> None:
    """Approve a certificate signing request: it gets the condition Approved. No certificate is
    issued, since no signer runs.

    \b
    Examples:
      # Approve CSR 'csr-sqgzp'
      minik certificate approve csr-sqgzp
    """
    certificate_decisions.decide(words, request, APPROVAL, force=force)
