"""A hand-written EndpointSlice is not labelled with its Service."""

from collections.abc import Iterator

from minik.diagnosis import missing_endpoints
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "slice-without-service",
    "F10",
    ERROR,
    "a hand-written EndpointSlice is not labelled with its Service",
    "An EndpointSlice belongs to the Service that its label kubernetes.io/service-name names, in its own namespace; its own name means "
    "nothing.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(missing_endpoints.facts))
