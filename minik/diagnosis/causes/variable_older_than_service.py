"""A variable of a Service that was made after the container started."""

from collections.abc import Iterator

from minik.diagnosis import expected_variables
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "variable-older-than-service",
    "F66",
    WARNING,
    "a variable of a Service that was made after the container started",
    "Variables of Services are set when a container starts, for the Services that exist then. Restart the pod, create the Service first, "
    "or use DNS.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(expected_variables.facts))
