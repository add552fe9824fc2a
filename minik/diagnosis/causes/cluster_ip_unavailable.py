"""The cluster IP is taken, or lies outside the cluster's range."""

from collections.abc import Iterator

from minik.diagnosis import refusals
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "cluster-ip-unavailable",
    "F38",
    ERROR,
    "the cluster IP is taken, or lies outside the cluster's range",
    "A cluster IP that is asked for must lie in the service range of the cluster and belong to nobody else. Leave the field out, and the "
    "server gives a free one.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(refusals.facts))
