"""List users: there is none to choose"""

import click

from minik.commands import _options


@click.command("get-users", cls=_options.Verb)
def command() -> None:
    """List users: minik has one, its administrator, whom nobody need choose.

    \b
    Examples:
      minik config get-users
    """
    click.echo("NAME")
