"""List users: there is none to choose"""

from minik.command_line import flags, streams


@flags.command()
def command() -> None:
    """List users: minik has one, its administrator, whom nobody need choose.

    \b
    Examples:
      minik config get-users
    """
    streams.echo("NAME")
