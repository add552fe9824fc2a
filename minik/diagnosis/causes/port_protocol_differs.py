"""The pods declare the target port with another protocol."""

from collections.abc import Iterator

from minik.diagnosis import numbered_target_ports
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "port-protocol-differs",
    "F35",
    WARNING,
    "the pods declare the target port with another protocol",
    "A Service's port is TCP unless it says otherwise. The containers declare this number for another protocol only; a name server that "
    "is reached by UDP is not reached through a TCP port.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(numbered_target_ports.facts))
