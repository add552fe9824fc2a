"""Let a deployment wait for more changes before it rolls"""

from minik.client import rollouts
from minik.command_line import flags, rollout_workloads
from minik.command_line.change_requests import Request


@flags.command(usage="RESOURCE")
@rollout_workloads.options(*rollout_workloads.CHANGING)
@flags.argument("words", many=True)
def command(words: tuple[str, ...], request: Request) -> None:
    """Let a deployment wait: whatever its template becomes, no pod is replaced until it is resumed.

    \b
    Examples:
      minik rollout pause deployment/web
    """
    rollout_workloads.change_workloads(words, request, rollouts.pause, "paused")
