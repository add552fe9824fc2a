"""Show and choose contexts: which state file, which namespace"""

from minik.commands import _config
from minik.commands._nested import CommandGroup

HELP = """Show and choose contexts: which state file is meant, and which namespace in it.

    \b
    Examples:
      # Two clusters side by side
      minik config set-context staging --namespace=shop
      minik config use-context staging
      minik config get-contexts
    """
command = CommandGroup(
    "minik.commands._config",
    list(_config.__path__),
    help=HELP,
    aliases={"use": "use-context"},
    status=1,
)
