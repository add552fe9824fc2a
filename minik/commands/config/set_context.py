"""Make a context, or change its namespace or state file"""

from minik.command_line import flags, state_access
from minik.errors import ClientError
from minik.store import contexts


@flags.command()
@flags.argument("words", many=True)
@flags.flag("--current", help="Change the current context")
@flags.option("-n", "--namespace", metavar="NAME", help="The namespace to work in; '' clears it")
@flags.text("--state-file", metavar="FILE", help="Where this context keeps its state")
@flags.option("--cluster", metavar="NAME", help="The name of its cluster, which is data")
@flags.option("--user", metavar="NAME", help="The name of its user, which is data")
def command(
    words: tuple[str, ...],
    current: bool,
    namespace: str | None,
    state_file: str,
    cluster: str | None,
    user: str | None,
) -> None:
    """Make a context, or change its namespace or state file.

    \b
    Examples:
      minik config set-context staging --namespace=shop
      minik config set-context --current --namespace=shop
    """
    if len(words) > 1:
        raise ClientError(f"Unexpected args: [{' '.join(words)}]")
    if bool(words) == current:
        raise ClientError(
            "cannot specify both a context name and --current"
            if words
            else "you must specify a non-empty context name or --current"
        )
    config = contexts.read()
    name = words[0] if words else config.current
    contexts.write(contexts.with_context(config, name, namespace, state_file, cluster, user))
    state_access.say(f'Context "{name}" {"modified" if name in config.all else "created"}.')
