"""Set one property of the configuration"""

import click

from minik.commands import _options, _session
from minik.commands._config import _properties
from minik.errors import ClientError
from minik.store import contexts


@click.command("set", cls=_options.Verb)
@click.argument("words", nargs=-1)
@_options.no_op("--set-raw-bytes", why="no property of minik's is encoded")
def command(words: tuple[str, ...]) -> None:
    """Set one property: current-context, contexts.NAME.namespace or clusters.NAME.server
    (file://STATE).

    \b
    Examples:
      minik config set contexts.staging.namespace shop
      minik config set clusters.staging.server file:///srv/staging.json
    """
    if len(words) != 2:
        raise ClientError(f"Unexpected args: [{' '.join(words)}]")
    path, value = words
    config = contexts.read()
    context, field = _properties.find_property(config, path)
    if field == "current":
        config = config._replace(current=value)
    elif context is None or not field:
        raise ClientError(f"unable to parse {path} after [] at api.Config")
    else:
        config = contexts.with_context(
            config,
            context.name,
            value if field == "namespace" else "",
            _properties.parse_server(value) if field == "state" else "",
        )
    contexts.write(config)
    _session.say(f'Property "{path}" set.')
