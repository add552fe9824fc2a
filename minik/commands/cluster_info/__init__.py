"""Print where the cluster's control plane and its services are"""

from minik.api import addresses
from minik.command_line import flags, state_access, streams
from minik.command_line.command_group import CommandGroup

WELCOME = "\nTo further debug and diagnose cluster problems, use 'minik cluster-info dump'."


@flags.command()
@flags.flag(
    "--components",
    help="Also list the cluster's components: where each runs, and what stands in for it here",
)
def show(components: bool) -> None:
    """Print where the control plane is, and the services of the cluster itself
    (kubernetes.io/cluster-service=true).

    \b
    Examples:
      minik cluster-info
      # The API server, the scheduler, kubelets...: where they run, and what stands in for them here
      minik cluster-info --components
      minik cluster-info dump
    """
    cluster = state_access.read_cluster()
    namespace = state_access.option("namespace") or "kube-system"
    for name, address in addresses.running_services(cluster, namespace):
        state_access.say(f"{name} is running at {address}")
    if components:
        from minik.command_line import components as _components  # noqa: PLC0415 few ask for what kubectl does not tell

        streams.echo(f"\n{_components.table(cluster)}", nl=False)
    streams.echo(WELCOME)


command = CommandGroup(__name__, __path__, alone=show)
