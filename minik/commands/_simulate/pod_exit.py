"""Let the process in a pod end"""

import click

from minik.commands import _options, _session
from minik.commands._simulate import _playing
from minik.controllers import _simulation
from minik.errors import ClientError


@click.command(cls=_options.Verb)
@_options.number("--code", default=0, help="The exit status")
@_options.namespace
@click.argument("pod")
def command(pod: str, code: int, namespace: str) -> None:
    """Let the processes in a pod's containers end; its restart policy decides whether they are
    started again.

    \b
    Examples:
      minik simulate pod-exit web
      minik simulate pod-exit web --code 1
    """
    if not 0 <= code <= 255:
        raise ClientError(
            f'invalid argument "{code}" for "--code" flag: an exit status is a number from 0 to 255'
        )
    with _session.begin_change() as session:
        cluster = session.cluster
        moments = [
            cluster,
            _playing.apply_act(
                cluster,
                lambda draft: _simulation.exit_containers(
                    draft,
                    _playing.find_object(draft, "Pod", pod, _session.namespace(namespace)),
                    code,
                ),
            ),
        ]
        _playing.save_end(session, moments)
    _session.say(f"pod/{pod.rpartition('/')[2]} exited ({code}) at {cluster.now:%H:%M:%S}\n")
    _playing.print_changes(moments)
