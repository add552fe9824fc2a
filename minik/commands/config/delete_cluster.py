"""Refused: a cluster is the state file of a context"""

from minik.command_line import flags
from minik.errors import ClientError
from minik.light_typing import NoReturn


@flags.command()
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> NoReturn:
    """Refused: a cluster goes with its context, and its state file is yours to remove.

    \b
    Examples:
      minik config delete-context staging
    """
    raise ClientError(
        "a cluster goes with its context: minik config delete-context NAME; its state file is yours to remove"
    )
