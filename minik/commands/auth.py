"""Ask who you are, and what you may do"""

from minik.commands import _auth
from minik.commands._nested import CommandGroup

HELP = """Ask who you are, and what you may do: everything, for minik has one user, who is its administrator.

    \b
    Examples:
      minik auth can-i create pods
      minik auth whoami
    """
command = CommandGroup("minik.commands._auth", list(_auth.__path__), help=HELP, status=1)
