"""Let the machine of a node work again"""

from minik.command_line import flags, simulated_scenario
from minik.simulation import node_failures


@flags.command()
@simulated_scenario.output_option
@flags.argument("node")
def command(node: str, output: str) -> None:
    """Let the machine of a node work again: its kubelet reports, stops the pods that were evicted
    and reports the state of the others.

    \b
    Examples:
      minik simulate node-down node-1 --for 2m
      minik simulate node-up node-1
    """
    simulated_scenario.happen("Node", node, "", node_failures.restore_node, "up", output)
