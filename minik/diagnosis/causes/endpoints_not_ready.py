"""No hand-written endpoint of a Service is ready."""

from collections.abc import Iterator

from minik.diagnosis import unusable_endpoints
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = unusable_endpoints.EXAMPLE
CAUSE = Cause(
    "endpoints-not-ready",
    "",
    ERROR,
    "no hand-written endpoint of a Service is ready",
    "Nothing watches hand-written endpoints: what they say of readiness stays as it was written. Addresses among notReadyAddresses, and endpoints "
    "with conditions.ready false, get no connections.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("ready: false", "ready: true"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unusable_endpoints.facts))
