"""The selector matches pods in another namespace only."""

from collections.abc import Iterator

from minik.diagnosis import unmatched_selectors
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "pods-in-another-namespace",
    "F5",
    ERROR,
    "the selector matches pods in another namespace only",
    "A Service selects in its own namespace alone. Move it there, or make a Service of type ExternalName (or one without a selector and "
    "with an EndpointSlice of its own) that leads there.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unmatched_selectors.facts))
