"""Not supported: bring roles and bindings up to what files say"""

from minik.command_line import flags, ignored_flags
from minik.errors import ClientError
from minik.light_typing import NoReturn


@flags.command()
@flags.filename
@ignored_flags.ignored_options(
    "--remove-extra-permissions", "--remove-extra-subjects", "--template="
)
@flags.dry_run
@flags.output
@flags.argument("words", many=True)
def command(**_: object) -> NoReturn:
    """Not supported: minik's `apply` makes roles and bindings what the files say; it does not merge
    their rules and subjects.

    \b
    Examples:
      minik apply -f roles.yaml
    """
    raise ClientError(
        "minik does not merge rules and subjects: `minik apply -f` makes roles and bindings what the files say"
    )
