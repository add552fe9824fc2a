"""The cluster IP is changed, which the server refuses."""

from collections.abc import Iterator

from minik.diagnosis import applied_changes
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "cluster-ip-changed",
    "F39",
    ERROR,
    "the cluster IP is changed, which the server refuses",
    "spec.clusterIP cannot be changed once it is set, unless the type changes from or to ExternalName. Delete the Service and create it "
    "anew.",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(applied_changes.facts))
