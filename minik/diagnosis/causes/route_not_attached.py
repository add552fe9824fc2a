"""Routes that no listener takes."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND + way_examples.gateway() + way_examples.route(hosts="www.exmaple.com")
)
CAUSE = Cause(
    "route-not-attached",
    "",
    ERROR,
    "a route is not attached to its Gateway",
    "A route gets requests only from listeners that take it: the listener that its parentRef names by sectionName and port must be there, take routes of its kind and namespace (allowedRoutes), and have a host name in common with it. Its status says so under parents: Accepted is False.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("www.exmaple.com", "www.example.com"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
