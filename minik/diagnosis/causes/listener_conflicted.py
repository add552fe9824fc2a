"""Listeners that are not distinct."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway(way_examples.HTTP, "{name: raw, port: 80, protocol: TCP}")
    + way_examples.route()
)
CAUSE = Cause(
    "listener-conflicted",
    "",
    ERROR,
    "listeners of a Gateway cannot be told apart",
    "Listeners at one port must differ in their host names and have protocols that can share it (HTTPS with TLS). Of listeners that cannot be told apart none takes requests; one of a ListenerSet loses against its Gateway and against an older set.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("port: 80, protocol: TCP", "port: 81, protocol: TCP"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
