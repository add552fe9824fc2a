"""A variable of a Service that this pod is not given."""

from collections.abc import Iterator

from minik.diagnosis import expected_variables
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "variable-never-set",
    "F67",
    ERROR,
    "a variable of a Service that this pod is not given",
    "Pods get variables of Services with a cluster IP in their own namespace, unless enableServiceLinks is false. Headless Services and "
    "ExternalNames have none.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(expected_variables.facts))
