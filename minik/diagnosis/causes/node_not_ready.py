"""The pods' node is not ready, so they are not."""

from collections.abc import Iterator

from minik.diagnosis import unable_pods
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "node-not-ready",
    "F21",
    ERROR,
    "the pods' node is not ready, so they are not",
    "When a node stops reporting, its pods are marked not ready at once and leave the endpoints; after some minutes they are evicted and "
    "made anew elsewhere.",
    symptom="has no ready pod",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unable_pods.facts))
