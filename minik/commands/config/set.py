"""Set one property of the configuration"""

from minik.command_line import config_properties, flags, state_access
from minik.errors import ClientError
from minik.store import contexts


@flags.command()
@flags.argument("words", many=True)
@flags.no_op("--set-raw-bytes", why="no property of minik's is encoded")
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
    context, field = config_properties.find_property(config, path)
    if field == "current":
        config = config._replace(current=value)
    elif context is None or not field:
        raise ClientError(f"unable to parse {path} after [] at api.Config")
    else:
        config = contexts.with_context(
            config,
            context.name,
            value if field == "namespace" else None,
            config_properties.parse_server(value) if field == "state" else "",
        )
    contexts.write(config)
    state_access.say(f'Property "{path}" set.')
