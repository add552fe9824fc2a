"""Leave: what a cluster's settings let in although the API server would refuse it, and how a refusal tells of them."""
from collections.abc import Sequence

from minik.errors import Problem
from minik.model import ip
from minik.model.kind import Kind
from minik.model.settings import Settings

ENDPOINTS = ("Endpoints", "EndpointSlice")
WAY_OUT = "no real cluster lets them in; one made by minik init --allow-loopback-endpoints does, for processes of this machine"


def refused(kind: Kind, problems: Sequence[Problem], settings: Settings) -> Sequence[Problem]:
    """The problems that the cluster's settings do not let pass."""
    if not settings.loopback_endpoints:
        return problems
    return [problem for problem in problems if not _is_loopback(kind, problem)]


def way_out(kind: Kind, problems: Sequence[Problem]) -> str:
    """What is said to somebody who met a rule that a setting can lift."""
    return WAY_OUT if any(_is_loopback(kind, problem) for problem in problems) else ""


def _is_loopback(kind: Kind, problem: Problem) -> bool:
    return kind.key in ENDPOINTS and problem.message.endswith(ip.LOOPBACK)
