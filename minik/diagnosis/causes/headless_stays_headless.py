"""ClusterIP: None was removed from the file, but the Service stays headless."""

from collections.abc import Iterator

from minik.diagnosis import applied_changes
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "headless-stays-headless",
    "F40",
    WARNING,
    "clusterIP: None was removed from the file, but the Service stays headless",
    "A Service that was created without a cluster IP keeps None; leaving the field out of the file changes nothing. Only deleting and "
    "creating it anew gives it an address.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(applied_changes.facts))
