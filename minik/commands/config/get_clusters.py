"""Display clusters defined in the kubeconfig"""

from minik.command_line import config_file, flags, state_access


@flags.command()
def command() -> None:
    """Display clusters defined in the kubeconfig: those of contexts, which are state files and are
    called like them, and those that are kept as data.

    \b
    Examples:
      minik config get-clusters
    """
    config = config_file.read()
    own = () if config.path else config.all
    state_access.say("\n".join(["NAME", *sorted({*own, *config.clusters})]))
