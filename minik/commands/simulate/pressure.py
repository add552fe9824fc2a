"""Let a node run short of memory, disk or processes"""

from functools import partial

from minik.command_line import flags, simulated_scenario
from minik.errors import ClientError
from minik.simulation import node_failures


@flags.command()
@simulated_scenario.output_option
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
    condition = find_condition(memory, disk, pid)
    if evict < 0:
        raise ClientError(f'invalid argument "{evict}" for "--evict" flag: it must not be negative')
    act = partial(node_failures.add_pressure, condition=condition, count=evict)
    simulated_scenario.happen("Node", node, "", act, "under pressure", output)


def find_condition(memory: bool, disk: bool, pid: bool) -> str:
    """Return the node condition that the options name; raise ClientError for more than one."""
    named = {"MemoryPressure": memory, "DiskPressure": disk, "PIDPressure": pid}
    conditions = [condition for condition, is_given in named.items() if is_given]
    if len(conditions) > 1:
        raise ClientError("only one of --memory, --disk and --pid can be given")
    return conditions[0] if conditions else "MemoryPressure"
