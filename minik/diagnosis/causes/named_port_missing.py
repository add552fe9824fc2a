"""TargetPort is a name that no container of the pods has."""

from collections.abc import Iterator

from minik.diagnosis import named_target_ports
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "named-port-missing",
    "F24",
    ERROR,
    "targetPort is a name that no container of the pods has",
    "A target port that is a name is looked up among the ports of each pod's containers; a pod that has no such port is not behind the "
    "Service. Write the name as the container does, or the number.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(named_target_ports.facts))
