"""Create a pod disruption budget with the specified name"""

from minik.client.generators.pod_disruption_budget import build_pod_disruption_budget
from minik.command_line import creating, flags, usages
from minik.command_line.change_requests import Request


@flags.command(usage=f"NAME --selector=SELECTOR --min-available=N {usages.DRY_RUN}")
@flags.text("--selector", metavar="LABELS", help="For which pods")
@flags.text("--min-available", metavar="N|N%", help="How many must stay")
@flags.text("--max-unavailable", metavar="N|N%", help="How many may be gone")
@creating.options
@flags.argument("words", many=True)
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
    name = creating.single_name(words)
    budget = build_pod_disruption_budget(
        name, selector, min_available=min_available, max_unavailable=max_unavailable
    )
    creating.make(budget, request, "failed to create poddisruptionbudgets")
