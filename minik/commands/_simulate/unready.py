"""Let the readiness probes of a pod fail"""

import click

from minik.commands import _options, _session
from minik.commands._simulate import _playing
from minik.controllers import _simulation


@click.command(cls=_options.Verb)
@_options.namespace
@click.argument("pod")
def command(pod: str, namespace: str) -> None:
    """Let the readiness probes of a pod fail, until `simulate ready` or the pod's end.

    \b
    Examples:
      minik simulate unready web
    """
    with _session.begin_change() as session:
        cluster = session.cluster
        moments = [
            cluster,
            _playing.apply_act(
                cluster,
                lambda draft: _simulation.fail_readiness(
                    draft, _playing.find_object(draft, "Pod", pod, _session.namespace(namespace))
                ),
            ),
        ]
        _playing.save_end(session, moments)
    _session.say(f"pod/{pod.rpartition('/')[2]} unready at {cluster.now:%H:%M:%S}\n")
    _playing.print_changes(moments)
