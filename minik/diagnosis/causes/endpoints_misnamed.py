"""Hand-written Endpoints have another name than the Service."""

from collections.abc import Iterator

from minik.diagnosis import missing_endpoints
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "endpoints-misnamed",
    "F9",
    ERROR,
    "hand-written Endpoints have another name than the Service",
    "Endpoints belong to the Service of exactly the same name and namespace, to none otherwise.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(missing_endpoints.facts))
