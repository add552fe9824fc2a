"""The selector matches no pod, but nearly does: a key or value is misspelt."""

from collections.abc import Iterator

from minik.diagnosis import unmatched_selectors
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "selector-matches-nothing",
    "F1",
    ERROR,
    "the selector matches no pod, but nearly does: a key or value is misspelt",
    "A Service selects pods whose labels contain every pair of its selector, letter by letter, upper and lower case told apart. "
    "No pod has them, but the pods of one workload differ only in a letter or in case. Write the selector as the pods' labels are.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unmatched_selectors.facts))
