"""Display users defined in the kubeconfig"""

from minik.command_line import config_file, flags, streams


@flags.command()
def command() -> None:
    """Display users defined in the kubeconfig. minik itself has one, its administrator, who need not be
    there.

    \b
    Examples:
      minik config get-users
    """
    streams.echo("\n".join(["NAME", *sorted(config_file.read().users)]))
