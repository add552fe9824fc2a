"""The endpoints' ports are called otherwise than the Service's."""

from collections.abc import Iterator

from minik.diagnosis import handmade_endpoints
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "endpoint-port-name-differs",
    "F11",
    ERROR,
    "the endpoints' ports are called otherwise than the Service's",
    "A Service's port and its endpoints' port belong together by name, not by number; where the Service's port has no name, the "
    "endpoints' must have none either.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(handmade_endpoints.facts))
