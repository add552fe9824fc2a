"""Let a deployment that was paused roll again"""

from minik.client import rollouts
from minik.command_line import flags, rollout_workloads
from minik.command_line.change_requests import Request


@flags.command(usage="RESOURCE")
@rollout_workloads.options(*rollout_workloads.CHANGING)
@flags.argument("words", many=True)
def command(words: tuple[str, ...], request: Request) -> None:
    """Let a deployment that was paused go on: its pods become what its template has become.

    \b
    Examples:
      minik rollout resume deployment/web
    """
    rollout_workloads.change_workloads(words, request, rollouts.resume, "resumed")
