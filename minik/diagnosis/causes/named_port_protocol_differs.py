"""The named port is there, with another protocol."""

from collections.abc import Iterator

from minik.diagnosis import named_target_ports
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "named-port-protocol-differs",
    "F26",
    ERROR,
    "the named port is there, with another protocol",
    "Name and protocol must both agree: http/UDP of a container is no target for a Service's TCP port. Both sides default to TCP.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(named_target_ports.facts))
