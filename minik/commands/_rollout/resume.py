"""Let a deployment that was paused roll again"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._rollout import _chosen
from minik.intake import rollouts


@click.command(cls=_options.Verb)
@_chosen.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], request: Request) -> None:
    """Let a deployment that was paused go on: its pods become what its template has become.

    \b
    Examples:
      minik rollout resume deployment/web
    """
    _chosen.change_workloads(words, request, rollouts.resume, "resumed")
