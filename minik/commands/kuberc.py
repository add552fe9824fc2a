"""Preferences of kubectl's: minik has none"""

from minik.command_line import flags, ignored_flags
from minik.errors import ClientError
from minik.light_typing import NoReturn

NAMES = (
    "--allowlist-entry=",
    "--appendarg=",
    "--command=",
    "--kuberc=",
    "--name=",
    "--option=",
    "--overwrite",
    "--policy=",
    "--prependarg=",
    "--section=",
    "--template=",
)


@flags.command()
@ignored_flags.ignored_options(*NAMES)
@flags.output
@flags.argument("words", many=True)
def command(**_: object) -> NoReturn:
    """Preferences of kubectl's, aliases and default options: minik reads none. A shell's aliases do
    the same.

    \b
    Examples:
      minik config view
    """
    raise ClientError("minik reads no kuberc: a shell's aliases and functions do the same")
