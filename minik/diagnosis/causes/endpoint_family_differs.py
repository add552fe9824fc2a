"""The hand-written endpoints of a Service are of another address family."""

from collections.abc import Iterator

from minik.diagnosis import unusable_endpoints
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = unusable_endpoints.EXAMPLE.replace("ready: false", "ready: true")
CAUSE = Cause(
    "endpoint-family-differs",
    "",
    ERROR,
    "the hand-written endpoints of a Service are of another address family",
    "kube-proxy leads from an address of one family to endpoints of the same family alone. A slice is of the family that its addressType says.",
    example=EXAMPLE.replace("addressType: IPv4", "addressType: IPv6").replace(
        "192.168.2.2", '"fd00::5"'
    ),
    sound=EXAMPLE,
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unusable_endpoints.facts))
