"""Let the process in a pod end"""

import click

from minik.command_line import flags, simulated_scenario, state_access
from minik.errors import ClientError
from minik.simulation import node_failures


@click.command(cls=flags.Verb)
@flags.number("--code", default=0, help="The exit status")
@flags.namespace
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
    with state_access.begin_change() as session:
        cluster = session.cluster
        moments = [
            cluster,
            simulated_scenario.apply_act(
                cluster,
                lambda draft: node_failures.exit_containers(
                    draft,
                    simulated_scenario.find_object(
                        draft, "Pod", pod, state_access.namespace(namespace)
                    ),
                    code,
                ),
            ),
        ]
        simulated_scenario.save_end(session, moments)
    state_access.say(f"pod/{pod.rpartition('/')[2]} exited ({code}) at {cluster.now:%H:%M:%S}\n")
    simulated_scenario.print_changes(moments)
