"""Let a node run short of memory, disk or processes"""

import click

from minik.commands import _options, _session
from minik.commands._simulate import _playing
from minik.controllers import _simulation
from minik.errors import ClientError


@click.command(cls=_options.Verb)
@_options.flag("--memory", help="Short of memory (if nothing else is said)")
@_options.flag("--disk", help="Short of disk")
@_options.flag("--pid", help="Short of process numbers")
@_options.number("--evict", default=1, help="How many pods the kubelet evicts")
@click.argument("node")
def command(node: str, memory: bool, disk: bool, pid: bool, evict: int) -> None:
    """Let a node run short of something: new pods are kept away, and its kubelet evicts pods, those
    of class BestEffort first.

    It is over five minutes later, by the cluster's own clock.

    \b
    Examples:
      minik simulate pressure node-1
      minik simulate pressure node-2 --disk --evict 2
    """
    conditions = [
        kind
        for kind, is_given in (
            ("MemoryPressure", memory),
            ("DiskPressure", disk),
            ("PIDPressure", pid),
        )
        if is_given
    ]
    if len(conditions) > 1:
        raise ClientError("only one of --memory, --disk and --pid can be given")
    if evict < 0:
        raise ClientError(f'invalid argument "{evict}" for "--evict" flag: it must not be negative')
    with _session.begin_change() as session:
        cluster = session.cluster
        moments = [
            cluster,
            _playing.apply_act(
                cluster,
                lambda draft: _simulation.add_pressure(
                    draft,
                    _playing.find_object(draft, "Node", node),
                    (conditions or ["MemoryPressure"])[0],
                    evict,
                ),
            ),
        ]
        _playing.save_end(session, moments)
    _session.say(f"node/{node.rpartition('/')[2]} under pressure at {cluster.now:%H:%M:%S}\n")
    _playing.print_changes(moments)
