"""The server would not take the document."""

from collections.abc import Iterator

from minik.diagnosis import refusals
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "document-refused",
    "",
    ERROR,
    "the server would not take the document",
    "Nothing that the server refuses works. minik validate tells every reason.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(refusals.facts))
