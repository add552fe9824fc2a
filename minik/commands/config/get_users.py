"""Display users defined in the kubeconfig"""

from minik.command_line import flags, streams
from minik.store import contexts


@flags.command()
def command() -> None:
    """Display users defined in the kubeconfig. minik itself has one, its administrator, who need not be
    there.

    \b
    Examples:
      minik config get-users
    """
    streams.echo("\n".join(["NAME", *sorted(contexts.read().users)]))
