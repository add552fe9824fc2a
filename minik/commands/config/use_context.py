"""Make a context the current one"""

import click

from minik.command_line import creating, flags, state_access
from minik.errors import ClientError
from minik.model import suggestions
from minik.store import contexts


@click.command("use-context", cls=flags.Verb)
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...]) -> None:
    """Make a context the current one.

    \b
    Examples:
      minik config use-context staging
    """
    name = creating.single_word(words)
    config = contexts.read()
    if name not in config.all:
        near = suggestions.suggest(name, config.all)
        raise ClientError(
            f'no context exists with the name: "{name}"',
            hint=near or f"make it: minik config set-context {name}",
        )
    contexts.write(config._replace(current=name))
    state_access.say(f'Switched to context "{name}".')
