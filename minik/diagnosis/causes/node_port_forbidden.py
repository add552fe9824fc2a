"""NodePort on a Service whose type has none."""

from collections.abc import Iterator

from minik.diagnosis import refusals
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "node-port-forbidden",
    "F42",
    ERROR,
    "nodePort on a Service whose type has none",
    "Only Services of type NodePort and LoadBalancer have node ports; the server refuses the field for the others.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(refusals.facts))
