"""Forget a context; its state file stays"""

from minik.command_line import creating, flags, state_access
from minik.errors import ClientError
from minik.store import contexts


@flags.command(usage="NAME")
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """Forget a context; its state file stays.

    \b
    Examples:
      minik config delete-context staging
    """
    name = creating.single_word(words)
    config = contexts.read()
    if name not in config.all or name == contexts.DEFAULT:
        raise ClientError(f"cannot delete context {name}, not in {contexts.config_path()}")
    contexts.write(contexts.without_context(config, name))
    state_access.say(f"deleted context {name} from {contexts.config_path()}")
