"""Host names of routes that no listener has."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway()
    + way_examples.route(hosts="www.example.com, www.example.org")
)
CAUSE = Cause(
    "hostname-without-listener",
    "",
    WARNING,
    "a host name of a route that no listener has",
    "A listener passes on requests for its own host name alone: of the host names of a route those count that the listener has, too. The others are never heard, although the route is accepted.",
    example=EXAMPLE,
    sound=EXAMPLE.replace(", www.example.org", ""),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
