"""Pods match, but none is ready."""

from collections.abc import Iterator

from minik.diagnosis import unable_pods
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "pods-not-ready",
    "F15",
    ERROR,
    "pods match, but none is ready",
    "Only ready pods stand behind a Service, unless it publishes those that are not. Look at the readiness probe: does the application "
    "listen at that port and path, and has it had time to start?",
    symptom="has no ready pod",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unable_pods.facts))
