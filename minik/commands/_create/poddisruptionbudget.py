"""Create a pod disruption budget with the specified name"""

import click

from minik.commands import _options
from minik.commands._changes import Request
from minik.commands._create import _making
from minik.intake.generators.pod_disruption_budget import build_pod_disruption_budget


@click.command(cls=_options.Verb)
@_options.text("--selector", metavar="LABELS", help="For which pods")
@_options.text("--min-available", metavar="N|N%", help="How many must stay")
@_options.text("--max-unavailable", metavar="N|N%", help="How many may be gone")
@_making.options
@click.argument("words", nargs=-1)
def command(
    words: tuple[str, ...],
    selector: str,
    min_available: str,
    max_unavailable: str,
    request: Request,
) -> None:
    """Create a pod disruption budget: NAME --selector=LABELS, and how many pods must stay, or how
    many may be gone.

    `minik drain` asks it before it takes a pod away.

    \b
    Examples:
      minik create poddisruptionbudget web --selector=app=web --min-available=2
      minik create poddisruptionbudget half --selector=app=web --max-unavailable=50%
    """
    name = _making.single_name(words)
    budget = build_pod_disruption_budget(
        name, selector, min_available=min_available, max_unavailable=max_unavailable
    )
    _making.make(budget, request, "failed to create poddisruptionbudgets")
