"""Ask who you are, and what you may do"""

from minik.command_line.command_group import CommandGroup

HELP = """Ask who you are, and what you may do: everything, for minik has one user, who is its administrator.

    \b
    Examples:
      minik auth can-i create pods
      minik auth whoami
    """
command = CommandGroup(__name__, __path__, help=HELP, status=1)
