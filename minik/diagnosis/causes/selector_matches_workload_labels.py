"""The selector fits the labels of a workload, not of its pods."""

from collections.abc import Iterator

from minik.diagnosis import unmatched_selectors
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "selector-matches-workload-labels",
    "F2",
    ERROR,
    "the selector fits the labels of a workload, not of its pods",
    "Pods carry the labels of spec.template.metadata of their workload, not those of its own metadata. A selector copied from "
    "metadata.labels selects nothing. Use the labels of the template, or add these to it.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unmatched_selectors.facts))
