"""Create a config map from a local file, directory or literal value"""

from minik.client.generators.config_map import build_config_map
from minik.command_line import creating, flags, options, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"{usages.DATA} {usages.DRY_RUN}")
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
@flags.flag("--append-hash", help="Add a hash of the content to the name")
@creating.options
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...],
    literals: tuple[str, ...],
    files: tuple[str, ...],
    variables: tuple[str, ...],
    append_hash: bool,
    request: Request,
) -> None:
    """Create a config map: NAME, and keys with their values, from the command line, from files, or
    from all files of a folder.

    A change of its content changes no pod that is there; --append-hash gives each content a name of
    its own.

    \b
    Examples:
      minik create configmap settings --from-literal=level=debug --from-literal=color=blue
      minik create configmap pages --from-file=web.yaml --append-hash
      minik create configmap environment --from-env-file=settings.env
    """
    pairs = creating.read_pairs(literals, files, variables)
    creating.make(
        build_config_map(creating.single_name(words), pairs, append_hash=append_hash),
        request,
        "failed to create configmap",
    )
