"""No selector, and nobody has written endpoints for it."""

from collections.abc import Iterator

from minik.diagnosis import missing_endpoints
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "selectorless-without-endpoints",
    "F8",
    WARNING,
    "no selector, and nobody has written endpoints for it",
    "A Service without a selector has no endpoints until somebody writes them: an EndpointSlice with the label "
    "kubernetes.io/service-name, or an Endpoints object of the same name.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(missing_endpoints.facts))
