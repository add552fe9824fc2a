"""ExternalNames lead in a circle."""

from collections.abc import Iterator

from minik.diagnosis import external_names
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "external-name-loop",
    "F62",
    ERROR,
    "ExternalNames lead in a circle",
    "Each of these Services is but another name for the next, and the last leads back; DNS gives up.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(external_names.facts))
