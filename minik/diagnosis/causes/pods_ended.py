"""The pods have ended."""

from collections.abc import Iterator

from minik.diagnosis import unable_pods
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "pods-ended",
    "F18",
    ERROR,
    "the pods have ended",
    "Pods that have succeeded or failed leave the endpoints for good. A Service needs pods that keep running, so none of a Job.",
    symptom="has no pod that still runs",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unable_pods.facts))
