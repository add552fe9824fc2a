"""Exemptions: rules that a cluster setting switches off, although the API server has them."""

from collections.abc import Sequence

from minik.errors import Problem
from minik.model.kind import Kind
from minik.model.settings import Settings

ENDPOINTS = ("Endpoints", "EndpointSlice")
HINT = "no real cluster lets them in; one made by minik init --allow-loopback-endpoints does, for processes of this machine"


def remaining_problems(
    kind: Kind, problems: Sequence[Problem], settings: Settings
) -> Sequence[Problem]:
    """Drop the problems that the cluster's settings exempt."""
    if not settings.loopback_endpoints:
        return problems
    return [problem for problem in problems if not _is_loopback(kind, problem)]


def exemption_hint(kind: Kind, problems: Sequence[Problem]) -> str:
    """Return a hint at the setting that switches off one of the broken rules; "" if none does."""
    return HINT if any(_is_loopback(kind, problem) for problem in problems) else ""


def _is_loopback(kind: Kind, problem: Problem) -> bool:
    if kind.key not in ENDPOINTS:
        return False
    from minik.model import ip  # noqa: PLC0415 it imports ipaddress, a tenth of a start of Python

    return problem.rule == ip.LOOPBACK_RULE
