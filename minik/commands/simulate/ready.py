"""Let the readiness probes of a pod succeed"""

from minik.command_line import flags, simulated_scenario
from minik.simulation import node_failures


@flags.command()
@simulated_scenario.output_option
@flags.namespace
@flags.argument("pod")
def command(pod: str, namespace: str, output: str) -> None:
    """Let the readiness probes of a pod succeed: again, where a simulation made them fail, or at
    last.

    \b
    Examples:
      minik simulate unready web
      minik simulate ready web
    """
    simulated_scenario.happen(
        "Pod", pod, namespace, node_failures.restore_readiness, "ready", output
    )
