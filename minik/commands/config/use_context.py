"""Make a context the current one"""

from minik.command_line import config_file, creating, flags, state_access
from minik.errors import ClientError
from minik.model import shell, suggestions


@flags.command(usage="CONTEXT_NAME")
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """Make a context the current one.

    \b
    Examples:
      minik config use-context staging
    """
    name = creating.single_word(words)
    config = config_file.read()
    if name not in config.all:
        file = ["--kubeconfig", config.path] if config.path else []
        near = suggestions.suggest(name, config.all)
        raise ClientError(
            f'no context exists with the name: "{name}"',
            hint=near or "make it: " + shell.command("config", *file, "set-context", name),
        )
    config_file.write(config._replace(current=name))
    state_access.say(f'Switched to context "{name}".')
