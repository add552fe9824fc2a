"""Give one property of the configuration its default again"""

from minik.command_line import config_properties, creating, flags, state_access
from minik.store import contexts
from minik.store.contexts import Contexts


@flags.command()
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """Give one property its default again, or forget a context (contexts.NAME).

    \b
    Examples:
      minik config unset contexts.staging.namespace
    """
    path = creating.single_word(words)
    contexts.write(without_property(contexts.read(), path))
    state_access.say(f'Property "{path}" unset.')


def without_property(config: Contexts, path: str) -> Contexts:
    """Return the contexts with one property back at its default, or without one context."""
    context, field = config_properties.find_property(config, path)
    if context is None:
        return config._replace(current=contexts.DEFAULT)
    if not field:
        return contexts.without_context(config, context.name)
    default = contexts.Context(context.name, contexts.state_path(context.name))
    return config._replace(
        all={**config.all, context.name: context._replace(**{field: getattr(default, field)})}
    )
