"""Let nodes and pods fail, and time pass, and see what that changes"""

from minik.command_line.command_group import CommandGroup

HELP = """Let nodes and pods fail, and time pass, and see what that changes: which pods, which endpoints, and when.

    The cluster's own clock is moved; what follows is kept, and `minik undo` takes it back.

    \b
    Examples:
      minik simulate node-down node-1
      minik simulate advance 5m
    """
command = CommandGroup(__name__, __path__, help=HELP)
