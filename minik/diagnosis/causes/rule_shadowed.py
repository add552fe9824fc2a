"""Rules that never get a request."""

from collections.abc import Iterator

from minik.diagnosis import way_examples, way_shadows
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

EXAMPLE = (
    way_examples.BACKEND
    + way_examples.gateway()
    + way_examples.route(
        "{backendRefs: [{name: web, port: 80}]}, {backendRefs: [{name: web, port: 80}], matches: [{path: {value: /}}]}"
    )
)
CAUSE = Cause(
    "rule-shadowed",
    "",
    WARNING,
    "a rule never gets a request, since an earlier one takes all",
    "Of rules for the same host that ask for the same, the one of the older object wins, then the first by name, then the first in the list. The other one never gets a request. (Ingresses for canaries, which annotations tell apart, are left out.)",
    example=EXAMPLE,
    sound=EXAMPLE.replace("{value: /}", "{value: /cart}"),
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(way_shadows.facts))
