"""Listeners with kinds of routes that their protocol does not have."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway(
        '{name: http, port: 80, protocol: HTTP, hostname: "*.example.com", allowedRoutes: {kinds: [{kind: HTTPRoute}, {kind: TCPRoute}]}}'
    )
    + way_examples.route()
)
CAUSE = Cause(
    "listener-broken",
    "",
    ERROR,
    "a listener names routes that it cannot have",
    "A listener has routes of the kinds that belong to its protocol: HTTPRoute and GRPCRoute for HTTP and HTTPS, TLSRoute for TLS, TCPRoute for TCP, UDPRoute for UDP. Others in allowedRoutes.kinds are not supported, and ResolvedRefs is False.",
    example=EXAMPLE,
    sound=EXAMPLE.replace(", {kind: TCPRoute}", ""),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
