"""Print the name of the current context"""
import click

from minik.commands import _options
from minik.store import contexts


@click.command("current-context", cls=_options.Verb)
def command() -> None:
    """Print the name of the current context.

    \b
    Examples:
      minik config current-context
    """
    click.echo(contexts.read().current)
