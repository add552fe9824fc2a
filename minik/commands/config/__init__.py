"""Show and choose contexts: which state file, which namespace"""

from minik.command_line.command_group import CommandGroup

HELP = """Show and choose contexts: which state file is meant, and which namespace in it.

    \b
    Examples:
      # Two clusters side by side
      minik config set-context staging --namespace=shop
      minik config use-context staging
      minik config get-contexts
    """
command = CommandGroup(
    __name__,
    __path__,
    usage="SUBCOMMAND",
    help=HELP,
    aliases={"use": "use-context"},
    status=1,
)
