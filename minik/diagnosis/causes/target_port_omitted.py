"""No targetPort: the Service's own port is used, and the pods declare only others."""

from collections.abc import Iterator

from minik.diagnosis import numbered_target_ports
from minik.diagnosis.finding import INFO, SUSPECT, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "target-port-omitted",
    "F29",
    INFO,
    "no targetPort: the Service's own port is used, and the pods declare only others",
    "Without targetPort connections go to the same number in the pod as in the Service. Declared container ports bind nobody, so this is "
    "a hint: if the application listens where it declares, set targetPort.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(numbered_target_ports.facts))
