"""Let the machine of a node fail"""

from functools import partial

import click

from minik.commands import _options, _session
from minik.commands._simulate import _playing
from minik.controllers import _clock, _horizon, _simulation


@click.command(cls=_options.Verb)
@_options.text(
    "--for",
    "length",
    metavar="DURATION",
    help="How much time passes; if not said, all until the last pod is evicted",
)
@click.argument("node")
def command(node: str, length: str) -> None:
    """Let the machine of a node fail, and see who leaves the ready endpoints, who is evicted and
    what comes instead.

    The clock is moved to the end of it: the node is not ready after 50 seconds, and most pods go 5
    minutes later.

    \b
    Examples:
      minik simulate node-down node-1
      minik simulate node-down node-1 --for 2m
    """
    until = _clock.parse_length(length) if length else None
    with _session.begin_change() as session:
        cluster = session.cluster
        failed = _playing.apply_act(
            cluster,
            lambda draft: _simulation.fail_node(draft, _playing.find_object(draft, "Node", node)),
        )
        watch = (
            partial(_playing.pass_time, failed, failed.now + until)
            if until
            else partial(_horizon.follow_recovery, failed)
        )
        moments = [cluster, failed, *watch()]
        _playing.save_end(session, moments)
    _session.say(f"node/{node.rpartition('/')[2]} down at {cluster.now:%H:%M:%S}\n")
    _playing.print_changes(moments)
