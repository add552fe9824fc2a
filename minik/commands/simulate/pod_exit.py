"""Let the process in a pod end"""

from functools import partial

from minik.command_line import flags, simulated_scenario
from minik.errors import ClientError
from minik.simulation import node_failures


@flags.command()
@simulated_scenario.output_option
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
    if not 0 <= code <= 255:
        raise ClientError(
            f'invalid argument "{code}" for "--code" flag: an exit status is a number from 0 to 255'
        )
    act = partial(node_failures.exit_containers, code=code)
    simulated_scenario.happen("Pod", pod, namespace, act, f"exited ({code})", output)
