"""Unset an individual value in a kubeconfig"""

from minik.command_line import config_file, config_properties, creating, flags, state_access


@flags.command(usage="PROPERTY_NAME")
@flags.argument("words", many=True)
def command(words: tuple[str, ...]) -> None:
    """Unset an individual value: give it its default again, or forget an entry (contexts.NAME,
    clusters.NAME, users.NAME).

    \b
    Examples:
      minik config unset contexts.staging.namespace
    """
    path = creating.single_word(words)
    config = config_file.read()
    found = config_properties.find_property(config, path)
    config_file.write(config_properties.without_property(config, found))
    state_access.say(f'Property "{path}" unset.')
