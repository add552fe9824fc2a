"""TargetPort is declared nowhere, and the probes ask another port."""

from collections.abc import Iterator

from minik.diagnosis import numbered_target_ports
from minik.diagnosis.finding import INFO, SUSPECT, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "target-port-unlike-probe",
    "F30",
    INFO,
    "targetPort is declared nowhere, and the probes ask another port",
    "Declared container ports bind nobody, but probes are answered by the application; if they go to another port than the Service, one "
    "of the two is probably mistaken.",
    SUSPECT,
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(numbered_target_ports.facts))
