"""Refused: there is no user to delete"""

from minik.command_line import creating, flags
from minik.errors import ClientError
from minik.light_typing import NoReturn
from minik.store import contexts


@flags.command()
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> NoReturn:
    """Refused: minik has one user, its administrator, who stays.

    \b
    Examples:
      minik auth whoami
    """
    raise ClientError(
        f"cannot delete user {creating.single_word(words)}, not in {contexts.config_path()}"
    )
