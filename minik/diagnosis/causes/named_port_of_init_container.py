"""The named port belongs to an init container that ends before the pod serves."""

from collections.abc import Iterator

from minik.diagnosis import named_target_ports
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "named-port-of-init-container",
    "F27",
    ERROR,
    "the named port belongs to an init container that ends before the pod serves",
    "Only containers and sidecars (init containers with restartPolicy Always) are asked for their ports; what an ordinary init "
    "container declares does not count.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(named_target_ports.facts))
