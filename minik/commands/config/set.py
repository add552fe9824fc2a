"""Set an individual value in a kubeconfig"""

from minik.command_line import config_file, config_properties, flags, state_access
from minik.errors import ClientError


@flags.command(usage="PROPERTY_NAME PROPERTY_VALUE")
@flags.argument("words", many=True)
@flags.flag("--set-raw-bytes", "raw", help="The value of a -data field as it is, not in base64")
def command(words: tuple[str, ...], raw: bool) -> None:
    """Set an individual value: current-context, contexts.NAME.FIELD, clusters.NAME.FIELD or
    users.NAME.FIELD. The server of a cluster that minik works on is file://STATE.

    \b
    Examples:
      minik config set contexts.staging.namespace shop
      minik config set clusters.staging.server file:///srv/staging.json
    """
    if len(words) != 2:
        raise ClientError(f"Unexpected args: [{' '.join(words)}]")
    path, value = words
    config = config_file.read()
    found = config_properties.find_property(config, path)
    if found.table != config_properties.CURRENT and not found.field:
        raise config_properties.unknown(path)
    config_file.write(config_properties.with_property(config, found, value, raw_bytes=raw))
    state_access.say(f'Property "{path}" set.')
