"""Let the readiness probes of a pod fail"""

from minik.command_line import flags, simulated_scenario
from minik.simulation import node_failures


@flags.command()
@simulated_scenario.output_option
@flags.namespace
@flags.argument("pod")
def command(pod: str, namespace: str, output: str) -> None:
    """Let the readiness probes of a pod fail, until `simulate ready` or the pod's end.

    \b
    Examples:
      minik simulate unready web
    """
    simulated_scenario.happen(
        "Pod", pod, namespace, node_failures.fail_readiness, "unready", output
    )
