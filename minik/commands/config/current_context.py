"""Print the name of the current context"""

from minik.command_line import config_file, flags, state_access
from minik.errors import ClientError


@flags.command()
def command() -> None:
    """Print the name of the current context.

    \b
    Examples:
      minik config current-context
    """
    current = config_file.read().current
    if not current:
        raise ClientError("current-context is not set")
    state_access.say(current)
