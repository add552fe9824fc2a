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
@_options.number("--evict", default=1, help="How many pods have to go before it is enough")
@click.argument("node")
def command(node: str, memory: bool, disk: bool, pid: bool, evict: int) -> None:
    """Let a node run short of something: new pods are kept away, and its kubelet evicts pods, those that were promised least first.

    It is over five minutes later, by the cluster's own clock.

    \b
    Examples:
      minik simulate pressure node-1
      minik simulate pressure node-2 --disk --evict 2
    """
    chosen = [kind for kind, given in (("MemoryPressure", memory), ("DiskPressure", disk), ("PIDPressure", pid)) if given]
    if len(chosen) > 1:
        raise ClientError("only one of --memory, --disk and --pid can be given")
    if evict < 0:
        raise ClientError(f'invalid argument "{evict}" for "--evict" flag: it must not be negative')
    with _session.changing() as session:
        cluster = session.cluster
        moments = [cluster, _playing.acted(cluster, lambda draft: _simulation.strain(
            draft, _playing.named(draft, "Node", node), (chosen or ["MemoryPressure"])[0], evict))]
        _playing.kept(session, moments)
    _session.say(f"node/{node.rpartition('/')[2]} under pressure at {cluster.now:%H:%M:%S}\n")
    _playing.tell(moments)
