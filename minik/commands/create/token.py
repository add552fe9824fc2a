"""Request a service account token"""

from minik.command_line import creating, flags, ignored_flags
from minik.errors import ClientError


@flags.command()
@ignored_flags.ignored_options(
    "--audience=",
    "--bound-object-kind=",
    "--bound-object-name=",
    "--bound-object-uid=",
    "--duration=",
    "--template=",
)
@flags.output
@flags.argument("words", many=True)
def command(words: tuple[str, ...], **_: object) -> None:
    """Request a service account token: minik has nothing that would check one.

    It says so in one line, and exits with 1.

    \b
    Examples:
      minik auth can-i --list
    """
    creating.single_name(words)
    raise ClientError("minik issues no tokens: there is no server that would ask for one")
