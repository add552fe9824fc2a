"""Say which state file a cluster is"""

from minik.command_line import config_properties, creating, flags, state_access
from minik.store import contexts


@flags.command()
@flags.argument("words", many=True)
@flags.text("-s", "--server", metavar="file://FILE", help="The state file that the cluster is")
def command(words: tuple[str, ...], server: str) -> None:
    """Say which state file a cluster is: the one of the context of its name.

    \b
    Examples:
      minik config set-cluster staging --server=file:///srv/staging.json
    """
    name = creating.single_word(words)
    contexts.write(
        contexts.with_context(contexts.read(), name, None, config_properties.parse_server(server))
    )
    state_access.say(f'Cluster "{name}" set.')
