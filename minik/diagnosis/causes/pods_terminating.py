"""The pods are being terminated."""

from collections.abc import Iterator

from minik.diagnosis import unable_pods
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "pods-terminating",
    "F19",
    WARNING,
    "the pods are being terminated",
    "A pod that has been told to go is in the slices as terminating and out of the Endpoints; kube-proxy uses it only while nobody else is "
    "ready.",
    symptom="has only pods that are going",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unable_pods.facts))
