"""Let the process in a pod end"""

from minik.command_line import document_output, flags, simulated_scenario, state_access
from minik.errors import ClientError
from minik.simulation import node_failures


@flags.command()
@document_output.option
@flags.number("--code", default=0, help="The exit status")
@flags.namespace
@flags.argument("pod")
def command(pod: str, code: int, namespace: str, output: str) -> None:
    """Let the processes in a pod's containers end; its restart policy decides whether they are
    started again.

    \b
    Examples:
      minik simulate pod-exit web
      minik simulate pod-exit web --code 1
    """
    document_output.require_known(output)
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
    simulated_scenario.report(
        f"pod/{pod.rpartition('/')[2]} exited ({code}) at {cluster.now:%H:%M:%S}", moments, output
    )
