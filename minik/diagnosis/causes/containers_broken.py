"""Containers of the pods do not run: crashing, or without an image."""

from collections.abc import Iterator

from minik.diagnosis import unable_pods
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "containers-broken",
    "F20",
    ERROR,
    "containers of the pods do not run: crashing, or without an image",
    "A container that crashes again and again, or whose image cannot be pulled, is never ready. Its last state tells the exit code; the "
    "events tell about the image.",
    symptom="has no ready pod",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unable_pods.facts))
