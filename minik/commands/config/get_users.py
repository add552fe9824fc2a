"""List users: there is none to choose"""

import click

from minik.command_line import flags


@click.command("get-users", cls=flags.Verb)
def command() -> None:
    """List users: minik has one, its administrator, whom nobody need choose.

    \b
    Examples:
      minik config get-users
    """
    click.echo("NAME")
