"""Provides utilities for interacting with plugins"""

from minik.command_line.command_group import CommandGroup

HELP = """Provides utilities for interacting with plugins: programs on the PATH that are called
    minik-NAME or kubectl-NAME. `minik NAME` runs them, unless NAME is a command of minik's.

    \b
    Examples:
      # List all available plugins
      minik plugin list
    """
command = CommandGroup(__name__, __path__, help=HELP)
