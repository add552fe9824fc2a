"""Let the machine of a node work again"""

from minik.command_line import document_output, flags, simulated_scenario, state_access
from minik.simulation import node_failures


@flags.command()
@document_output.option
@flags.argument("node")
def command(node: str, output: str) -> None:
    """Let the machine of a node work again: its kubelet reports, stops the pods that were evicted
    and reports the state of the others.

    \b
    Examples:
      minik simulate node-down node-1 --for 2m
      minik simulate node-up node-1
    """
    document_output.require_known(output)
    with state_access.begin_change() as session:
        cluster = session.cluster
        moments = [
            cluster,
            simulated_scenario.apply_act(
                cluster,
                lambda draft: node_failures.restore_node(
                    draft, simulated_scenario.find_object(draft, "Node", node)
                ),
            ),
        ]
        simulated_scenario.save_end(session, moments)
    simulated_scenario.report(
        f"node/{node.rpartition('/')[2]} up at {cluster.now:%H:%M:%S}", moments, output
    )
