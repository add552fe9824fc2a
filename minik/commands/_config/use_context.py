"""Make a context the current one"""

import click

from minik.commands import _options, _session
from minik.commands._create import _making
from minik.errors import ClientError
from minik.model import nearness
from minik.store import contexts


@click.command("use-context", cls=_options.Verb)
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...]) -> None:
    """Make a context the current one.

    \b
    Examples:
      minik config use-context staging
    """
    name = _making.single_word(words)
    config = contexts.read()
    if name not in config.all:
        near = nearness.suggest(name, config.all)
        raise ClientError(
            f'no context exists with the name: "{name}"',
            hint=near or f"make it: minik config set-context {name}",
        )
    contexts.write(config._replace(current=name))
    _session.say(f'Switched to context "{name}".')
