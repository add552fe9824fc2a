"""Let the readiness probes of a pod fail"""

from minik.command_line import document_output, flags, simulated_scenario, state_access
from minik.simulation import node_failures


@flags.command()
@document_output.option
@flags.namespace
@flags.argument("pod")
def command(pod: str, namespace: str, output: str) -> None:
    """Let the readiness probes of a pod fail, until `simulate ready` or the pod's end.

    \b
    Examples:
      minik simulate unready web
    """
    document_output.require_known(output)
    with state_access.begin_change() as session:
        cluster = session.cluster
        moments = [
            cluster,
            simulated_scenario.apply_act(
                cluster,
                lambda draft: node_failures.fail_readiness(
                    draft,
                    simulated_scenario.find_object(
                        draft, "Pod", pod, state_access.namespace(namespace)
                    ),
                ),
            ),
        ]
        simulated_scenario.save_end(session, moments)
    simulated_scenario.report(
        f"pod/{pod.rpartition('/')[2]} unready at {cluster.now:%H:%M:%S}", moments, output
    )
