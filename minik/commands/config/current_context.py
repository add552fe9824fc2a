"""Print the name of the current context"""

import click

from minik.command_line import flags, state_access
from minik.store import contexts


@click.command("current-context", cls=flags.Verb)
def command() -> None:
    """Print the name of the current context.

    \b
    Examples:
      minik config current-context
    """
    state_access.say(contexts.read().current)
