"""Replace all pods of a workload, a few at a time"""

from minik.client import rollouts
from minik.command_line import flags, rollout_workloads, state_access
from minik.command_line.change_requests import Request


@flags.command(usage="RESOURCE")
@rollout_workloads.options(*rollout_workloads.CHANGING)
@flags.argument("words", many=True)
def command(words: tuple[str, ...], request: Request) -> None:
    """Replace all pods of a workload, a few at a time: its template gets the present time as an
    annotation.

    \b
    Examples:
      minik rollout restart deployment/web
      minik rollout restart deployment -l app=web
    """
    now = state_access.read_cluster().now
    rollout_workloads.change_workloads(
        words, request, lambda kind, obj: rollouts.restart(kind, obj, now), "restarted"
    )
