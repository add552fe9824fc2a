"""List plugins: minik has none"""

import click

from minik.command_line import flags, ignored_flags
from minik.errors import ClientError
from minik.light_typing import NoReturn


@click.command(cls=flags.Verb)
@ignored_flags.ignored_options("--name-only")
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...]) -> NoReturn:
    """List plugins: minik calls none; it is one itself, for `kubectl minik` calls it.

    \b
    Examples:
      minik options
    """
    raise ClientError(
        "minik calls no plugins: programs named kubectl-NAME are kubectl's; kubectl-minik is minik itself"
    )
