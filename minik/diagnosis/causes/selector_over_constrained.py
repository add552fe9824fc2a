"""One pair of the selector is on no pod; the others are."""

from collections.abc import Iterator

from minik.diagnosis import unmatched_selectors
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "selector-over-constrained",
    "F3",
    ERROR,
    "one pair of the selector is on no pod; the others are",
    "All pairs of a selector must be met at once. One of them is on none of the pods that meet the others. Drop it, or add the label "
    "to the pods' template.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unmatched_selectors.facts))
