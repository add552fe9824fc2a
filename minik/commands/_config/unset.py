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
    path = _making.only(words)
    contexts.write(without(contexts.read(), path))
    _session.say(f'Property "{path}" unset.')


def without(found: Contexts, path: str) -> Contexts:
    """The configuration without a property."""
    context, field = _properties.named(found, path)
    if context is None:
        return found._replace(current=contexts.DEFAULT)
    if not field:
        return contexts.forgotten(found, context.name)
    plain = contexts.Context(context.name, contexts.state_path(context.name))
    return found._replace(all={**found.all, context.name: context._replace(**{field: getattr(plain, field)})})
