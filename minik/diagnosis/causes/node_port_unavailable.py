"""The node port is taken, or lies outside the range."""

from collections.abc import Iterator

from minik.diagnosis import refusals
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "node-port-unavailable",
    "F41",
    ERROR,
    "the node port is taken, or lies outside the range",
    "A node port that is asked for must lie in the range of the cluster (30000-32767 unless set up otherwise) and belong to no other "
    "Service.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(refusals.facts))
