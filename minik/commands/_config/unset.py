"""Give one property of the configuration its default again"""

import click

from minik.commands import _options, _session
from minik.commands._config import _properties
from minik.commands._create import _making
from minik.store import contexts
from minik.store.contexts import Contexts


@click.command("unset", cls=_options.Verb)
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...]) -> None:
    """Give one property its default again, or forget a context (contexts.NAME).

    \b
    Examples:
      minik config unset contexts.staging.namespace
    """
    path = _making.single_word(words)
    contexts.write(without_property(contexts.read(), path))
    _session.say(f'Property "{path}" unset.')


def without_property(config: Contexts, path: str) -> Contexts:
    """Return the contexts with one property back at its default, or without one context."""
    context, field = _properties.find_property(config, path)
    if context is None:
        return config._replace(current=contexts.DEFAULT)
    if not field:
        return contexts.without_context(config, context.name)
    default = contexts.Context(context.name, contexts.state_path(context.name))
    return config._replace(
        all={**config.all, context.name: context._replace(**{field: getattr(default, field)})}
    )
