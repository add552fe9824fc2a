"""Show the use of processor and memory: needs running containers, and minik runs none"""

from minik.command_line.command_group import CommandGroup

HELP = """Show the use of processor and memory: needs running containers, and minik runs none.

    \b
    Examples:
      minik describe nodes
    """
ALIASES = {"nodes": "node", "no": "node", "pods": "pod", "po": "pod"}
command = CommandGroup(__name__, __path__, aliases=ALIASES, help=HELP, status=1)
