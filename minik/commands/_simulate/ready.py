"""Let the readiness probes of a pod succeed"""

import click

from minik.commands import _options, _session
from minik.commands._simulate import _playing
from minik.controllers import _simulation


@click.command(cls=_options.Verb)
@_options.namespace
@click.argument("pod")
def command(pod: str, namespace: str) -> None:
    """Let the readiness probes of a pod succeed: again, where a simulation made them fail, or at
    last.

    \b
    Examples:
      minik simulate unready web
      minik simulate ready web
    """
    with _session.begin_change() as session:
        cluster = session.cluster
        moments = [
            cluster,
            _playing.apply_act(
                cluster,
                lambda draft: _simulation.restore_readiness(
                    draft, _playing.find_object(draft, "Pod", pod, _session.namespace(namespace))
                ),
            ),
        ]
        _playing.save_end(session, moments)
    _session.say(f"pod/{pod.rpartition('/')[2]} ready at {cluster.now:%H:%M:%S}\n")
    _playing.print_changes(moments)
