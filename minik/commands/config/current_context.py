"""Print the name of the current context"""

from minik.command_line import flags, state_access
from minik.store import contexts


@flags.command()
def command() -> None:
    """Print the name of the current context.

    \b
    Examples:
      minik config current-context
    """
    state_access.say(contexts.read().current)
