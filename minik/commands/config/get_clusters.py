"""List clusters: every context has its own"""

from minik.command_line import flags, state_access
from minik.store import contexts


@flags.command()
def command() -> None:
    """List clusters: a cluster is a context's state file, and is called like it.

    \b
    Examples:
      minik config get-clusters
    """
    state_access.say("\n".join(["NAME", *sorted(contexts.read().all)]))
