"""TargetPort is a name that only some of the pods have."""

from collections.abc import Iterator

from minik.diagnosis import named_target_ports
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "named-port-in-some",
    "F25",
    WARNING,
    "targetPort is a name that only some of the pods have",
    "The pods without a port of that name are left out without a word: usually an older or newer version of the application, which calls "
    "its port otherwise.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(named_target_ports.facts))
