"""A variable of a Service takes the name of a setting that the program reads."""

from collections.abc import Iterator

from minik.diagnosis import expected_variables
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "variable-collision",
    "F68",
    WARNING,
    "a variable of a Service takes the name of a setting that the program reads",
    "A Service called redis sets REDIS_PORT=tcp://10.96.0.7:6379 in every pod of its namespace, which breaks programs that expect a number "
    "there. Set the variable, rename the Service, or set enableServiceLinks: false.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(expected_variables.facts))
