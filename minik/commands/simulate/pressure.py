"""Let a node run short of memory, disk or processes"""

from minik.command_line import document_output, flags, simulated_scenario, state_access
from minik.errors import ClientError
from minik.simulation import node_failures


@flags.command()
@document_output.option
@flags.flag("--memory", help="Short of memory (if nothing else is said)")
@flags.flag("--disk", help="Short of disk")
@flags.flag("--pid", help="Short of process numbers")
@flags.number("--evict", default=1, help="How many pods the kubelet evicts")
@flags.argument("node")
def command(node: str, memory: bool, disk: bool, pid: bool, evict: int, output: str) -> None:
    """Let a node run short of something: new pods are kept away, and its kubelet evicts pods, those
    of class BestEffort first.

    It is over five minutes later, by the cluster's own clock.

    \b
    Examples:
      minik simulate pressure node-1
      minik simulate pressure node-2 --disk --evict 2
    """
    document_output.require_known(output)
    condition = find_condition(memory, disk, pid)
    if evict < 0:
        raise ClientError(f'invalid argument "{evict}" for "--evict" flag: it must not be negative')
    with state_access.begin_change() as session:
        cluster = session.cluster
        moments = [
            cluster,
            simulated_scenario.apply_act(
                cluster,
                lambda draft: node_failures.add_pressure(
                    draft,
                    simulated_scenario.find_object(draft, "Node", node),
                    condition,
                    evict,
                ),
            ),
        ]
        simulated_scenario.save_end(session, moments)
    simulated_scenario.report(
        f"node/{node.rpartition('/')[2]} under pressure at {cluster.now:%H:%M:%S}", moments, output
    )


def find_condition(memory: bool, disk: bool, pid: bool) -> str:
    """Return the node condition that the options name; raise ClientError for more than one."""
    named = {"MemoryPressure": memory, "DiskPressure": disk, "PIDPressure": pid}
    conditions = [condition for condition, is_given in named.items() if is_given]
    if len(conditions) > 1:
        raise ClientError("only one of --memory, --disk and --pid can be given")
    return conditions[0] if conditions else "MemoryPressure"
