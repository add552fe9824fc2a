"""A hand-written endpoint is an address that nothing can be forwarded to."""

from collections.abc import Iterator

from minik.diagnosis import handmade_endpoints
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "endpoint-address-unusable",
    "F12",
    ERROR,
    "a hand-written endpoint is an address that nothing can be forwarded to",
    "An endpoint must be an address of its own: no loopback or link-local address, no cluster IP of another Service, and no host name: "
    "kube-proxy passes over slices of the type FQDN.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(handmade_endpoints.facts))
