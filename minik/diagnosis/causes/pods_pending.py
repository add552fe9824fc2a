"""The pods have no address yet: pending or not scheduled."""

from collections.abc import Iterator

from minik.diagnosis import unable_pods
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "pods-pending",
    "F17",
    ERROR,
    "the pods have no address yet: pending or not scheduled",
    "A pod gets its address from its node. One that no node takes, or that its node has not started, is nowhere. The scheduler says why.",
    symptom="has no pod that has started",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unable_pods.facts))
