"""Let the machine of a node work again"""

import click

from minik.commands import _options, _session
from minik.commands._simulate import _playing
from minik.controllers import _simulation


@click.command(cls=_options.Verb)
@click.argument("node")
def command(node: str) -> None:
    """Let the machine of a node work again: its kubelet reports, stops the pods that were evicted
    and reports the state of the others.

    \b
    Examples:
      minik simulate node-down node-1 --for 2m
      minik simulate node-up node-1
    """
    with _session.begin_change() as session:
        cluster = session.cluster
        moments = [
            cluster,
            _playing.apply_act(
                cluster,
                lambda draft: _simulation.restore_node(
                    draft, _playing.find_object(draft, "Node", node)
                ),
            ),
        ]
        _playing.save_end(session, moments)
    _session.say(f"node/{node.rpartition('/')[2]} up at {cluster.now:%H:%M:%S}\n")
    _playing.print_changes(moments)
