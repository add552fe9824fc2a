"""Approve or deny a request for a certificate: needs a signer, and minik has none"""

from minik.command_line.command_group import CommandGroup

HELP = """Approve or deny a request for a certificate: needs a signer, and minik has none.

    \b
    Examples:
      minik get certificatesigningrequests
    """
command = CommandGroup(__name__, __path__, help=HELP)
