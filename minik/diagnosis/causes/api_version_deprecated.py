"""The API server of the version that is asked about warns of the object's API version."""

from collections.abc import Iterator

from minik.diagnosis import api_uses
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    api_uses.DEPRECATED,
    "",
    WARNING,
    "Kubernetes of the version asked about (--target-version) has deprecated the API version",
    "It works, with a warning, until the version that removes it; change it before that.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(api_uses.facts))
