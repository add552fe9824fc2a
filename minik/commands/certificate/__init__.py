"""Modify certificate resources"""

from minik.command_line.command_group import CommandGroup

HELP = """Approve or deny a certificate signing request.

    \b
    Examples:
      minik get certificatesigningrequests
      minik certificate approve csr-sqgzp
    """
command = CommandGroup(__name__, __path__, usage="SUBCOMMAND", help=HELP)
