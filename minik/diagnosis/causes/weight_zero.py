"""Rules whose backends all have weight 0."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_faults
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway()
    + way_examples.route("{backendRefs: [{name: web, port: 80, weight: 0}]}")
)
CAUSE = Cause(
    "weight-zero",
    "",
    WARNING,
    "all backends of a rule have weight 0",
    "The weights of a rule's backends say who gets which share of its requests. Where all of them are 0 nobody gets any, and the gateway answers 500.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("weight: 0", "weight: 1"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_faults.facts))
