"""Let the machine of a node fail"""

from functools import partial

from minik.command_line import flags, simulated_scenario, state_access
from minik.simulation import clock, node_failures, recovery


@flags.command()
@simulated_scenario.output_option
@flags.text(
    "--for",
    "length",
    metavar="DURATION",
    help="How much time passes; if not said, all until the last pod is evicted",
)
@flags.argument("node")
def command(node: str, length: str, output: str) -> None:
    """Let the machine of a node fail, and see who leaves the ready endpoints, who is evicted and
    what comes instead.

    The clock is moved to the end of it: the node is not ready after 50 seconds, and most pods go 5
    minutes later.

    \b
    Examples:
      minik simulate node-down node-1
      minik simulate node-down node-1 --for 2m
    """
    until = clock.parse_length(length) if length else None
    with state_access.begin_change() as session:
        cluster = session.cluster
        failed = simulated_scenario.apply_act(
            cluster,
            lambda draft: node_failures.fail_node(
                draft, simulated_scenario.find_object(draft, "Node", node)
            ),
        )
        watch = (
            partial(simulated_scenario.pass_time, failed, failed.now + until)
            if until
            else partial(recovery.follow_recovery, failed)
        )
        moments = [cluster, failed, *watch()]
        simulated_scenario.save_end(session, moments)
    simulated_scenario.report(
        f"node/{node.rpartition('/')[2]} down at {cluster.now:%H:%M:%S}", moments, output
    )
