"""List clusters: every context has its own"""

import click

from minik.commands import _options, _session
from minik.store import contexts


@click.command("get-clusters", cls=_options.Verb)
def command() -> None:
    """List clusters: a cluster is a context's state file, and is called like it.

    \b
    Examples:
      minik config get-clusters
    """
    _session.say("\n".join(["NAME", *sorted(contexts.read().all)]))
