"""Forget a context; its state file stays"""

from minik.command_line import config_file, creating, flags, state_access
from minik.errors import ClientError
from minik.store import contexts

LEFT = 'warning: this removed your active context, use "minik config use-context" to select a different one'


@flags.command(usage="NAME")
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """Forget a context; its state file stays.

    \b
    Examples:
      minik config delete-context staging
    """
    name = creating.single_word(words)
    config = config_file.read()
    path = config_file.place(config)
    if name not in config.all or config.is_fixed(name):
        raise ClientError(f"cannot delete context {name}, not in {path}")
    remaining = contexts.without_context(config, name)
    if remaining.current == name:
        state_access.tell(LEFT)
    config_file.write(remaining)
    state_access.say(f"deleted context {name} from {path}")
