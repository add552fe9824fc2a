"""Display clusters defined in the kubeconfig"""

from minik.command_line import flags, state_access
from minik.store import contexts


@flags.command()
def command() -> None:
    """Display clusters defined in the kubeconfig: those of contexts, which are state files and are
    called like them, and those that are kept as data.

    \b
    Examples:
      minik config get-clusters
    """
    config = contexts.read()
    state_access.say("\n".join(["NAME", *sorted({*config.all, *config.clusters})]))
