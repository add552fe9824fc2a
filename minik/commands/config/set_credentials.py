"""Refused: there is nobody to log in as"""

from minik.command_line import flags, ignored_flags
from minik.errors import ClientError
from minik.light_typing import NoReturn

NAMES = (
    "--token=",
    "--username=",
    "--password=",
    "--client-certificate=",
    "--client-key=",
    "--embed-certs",
    "--auth-provider=",
    "--auth-provider-arg=",
    "--exec-api-version=",
    "--exec-arg=",
    "--exec-command=",
    "--exec-env=",
    "--exec-interactive-mode=",
    "--exec-provide-cluster-info",
)


@flags.command()
@flags.argument("words", many=True)
@ignored_flags.ignored_options(*NAMES)
def command(words: tuple[str, ...]) -> NoReturn:
    """Refused: minik has one user, its administrator, and no server to log in to.

    \b
    Examples:
      minik auth whoami
    """
    raise ClientError(
        "minik has one user, its administrator, and no server to log in to: there are no credentials to keep"
    )
