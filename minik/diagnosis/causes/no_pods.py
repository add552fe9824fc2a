"""There are no pods to select: scaled to zero, never made, or missing."""

from collections.abc import Iterator

from minik.diagnosis import unmatched_selectors
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "no-pods",
    "F7",
    ERROR,
    "there are no pods to select: scaled to zero, never made, or missing",
    "Nothing is wrong with the selector: pods with such labels would be made by a workload that has no replicas, or that may not make "
    "pods (quota, admission), or by one that is not there at all.",
    symptom="has no pods",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unmatched_selectors.facts))
