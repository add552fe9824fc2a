"""Say which state file a cluster is"""

import click

from minik.commands import _options, _session
from minik.commands._config import _properties
from minik.commands._create import _making
from minik.store import contexts


@click.command("set-cluster", cls=_options.Verb)
@click.argument("words", nargs=-1)
@_options.text("-s", "--server", metavar="file://FILE", help="The state file that the cluster is")
def command(words: tuple[str, ...], server: str) -> None:
    """Say which state file a cluster is: the one of the context of its name.

    \b
    Examples:
      minik config set-cluster staging --server=file:///srv/staging.json
    """
    name = _making.single_word(words)
    contexts.write(
        contexts.with_context(contexts.read(), name, "", _properties.parse_server(server))
    )
    _session.say(f'Cluster "{name}" set.')
