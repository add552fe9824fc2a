"""Let a deployment wait for more changes before it rolls"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._rollout import _chosen
from minik.intake import rollouts


@click.command(cls=_options.Verb)
@_chosen.options
@click.argument("words", nargs=-1)
def command(words: tuple[str, ...], request: Request) -> None:
    """Let a deployment wait: whatever its template becomes, no pod is replaced until it is resumed.

    \b
    Examples:
      minik rollout pause deployment/web
    """
    _chosen.change_workloads(words, request, rollouts.pause, "paused")
