"""Give a context another name"""

from minik.command_line import config_file, flags, state_access
from minik.errors import ClientError
from minik.store import contexts


@flags.command(usage="CONTEXT_NAME NEW_NAME")
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """Give a context another name; its state file stays where it is.

    \b
    Examples:
      minik config rename-context staging production
    """
    if len(words) != 2:
        raise ClientError(f"Unexpected args: [{' '.join(words)}]")
    old, new = words
    config = config_file.read()
    path = config_file.place(config)
    if old not in config.all or config.is_fixed(old):
        raise ClientError(
            f'cannot rename the context "{old}", '
            + ("which is always there" if old in config.all else f"it's not in {path}")
        )
    if new in config.all:
        raise ClientError(
            f'cannot rename the context "{old}", the context "{new}" already exists in {path}'
        )
    added = contexts.with_context(contexts.without_context(config, old), new, None, "")
    renamed = {**added.all, new: config.all[old]._replace(name=new)}
    current = new if config.current == old else config.current
    config_file.write(config._replace(current=current, all=renamed))
    state_access.say(f'Context "{old}" renamed to "{new}".')
