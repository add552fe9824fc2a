"""Replace all pods of a workload, a few at a time"""

import click

from minik.commands import _options, _session
from minik.commands._changes import Request
from minik.commands._rollout import _chosen
from minik.intake import rollouts


@click.command(cls=_options.Verb)
@_chosen.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], request: Request) -> None:
    """Replace all pods of a workload, a few at a time: its template gets the present time as an
    annotation.

    \b
    Examples:
      minik rollout restart deployment/web
      minik rollout restart deployment -l app=web
    """
    now = _session.read_cluster().now
    _chosen.change_workloads(
        words, request, lambda kind, obj: rollouts.restart(kind, obj, now), "restarted"
    )
