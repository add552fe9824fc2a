"""Create a secret from files and values"""

from minik.client.generators.secret import build_secret
from minik.command_line import creating, flags, options, usages
from minik.command_line.change_requests import Request

FAILURE = "failed to create secret"


@flags.command(usage=f"{usages.DATA} [--type=string] {usages.DRY_RUN}")
@flags.repeatable(
    "--from-literal",
    "literals",
    metavar="KEY=VALUE",
    help="A key and its value",
    secret=options.VALUE,
)
@flags.several(
    "--from-file",
    "files",
    metavar="[KEY=]FILE",
    help="A file, named by its key or by its own name; or a folder of files",
)
@flags.several("--from-env-file", "variables", metavar="FILE", help="A file of lines KEY=VALUE")
@flags.text("--type", "type_name", metavar="TYPE", help="The type of the secret")
@flags.flag("--append-hash", help="Add a hash of the content to the name")
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    literals: tuple[str, ...],
    files: tuple[str, ...],
    variables: tuple[str, ...],
    type_name: str,
    append_hash: bool,
    request: Request,
) -> None:
    """Create a secret from files and values: NAME, and keys as for a config map.

    The values are kept in base64, which hides nothing: the state file is readable for its owner
    alone.

    \b
    Examples:
      minik create secret generic database --from-literal=user=shop --from-literal=password=open-sesame
      minik create secret generic keys --from-file=id=web.yaml --type=example.com/keys
    """
    pairs = creating.read_pairs(literals, files, variables)
    creating.make(
        build_secret(creating.single_name(words), pairs, type_name, append_hash=append_hash),
        request,
        FAILURE,
    )
