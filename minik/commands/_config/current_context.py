"""Print the name of the current context"""

import click

from minik.commands import _options, _session
from minik.store import contexts


@click.command("current-context", cls=_options.Verb)
def command() -> None:
    """Print the name of the current context.

    \b
    Examples:
      minik config current-context
    """
    _session.say(contexts.read().current)
