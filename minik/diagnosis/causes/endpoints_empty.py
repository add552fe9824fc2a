"""The hand-written endpoints of a Service hold no address."""

from collections.abc import Iterator

from minik.diagnosis import unusable_endpoints
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = unusable_endpoints.EXAMPLE
CAUSE = Cause(
    "endpoints-empty",
    "",
    ERROR,
    "the hand-written endpoints of a Service hold no address",
    "An EndpointSlice or an Endpoints object without an address is as good as none.",
    example=EXAMPLE.replace(
        "endpoints: [{addresses: [192.168.2.2], conditions: {ready: false}}]", "endpoints: []"
    ),
    sound=EXAMPLE.replace("ready: false", "ready: true"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unusable_endpoints.facts))
