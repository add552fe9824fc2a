"""A readiness gate of the pods is never set."""

from collections.abc import Iterator

from minik.diagnosis import unable_pods
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "readiness-gate-unmet",
    "F16",
    ERROR,
    "a readiness gate of the pods is never set",
    "A pod with readiness gates is ready only when each of these conditions is True in its status. Somebody else sets them: usually a "
    "controller (of a load balancer, of a rollout) that is not installed or does not know this pod.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unable_pods.facts))
