"""Headless, and no pod is ready: the name does not exist."""

from collections.abc import Iterator

from minik.diagnosis import unable_pods
from minik.diagnosis.finding import ERROR, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "headless-without-ready-pods",
    "F57",
    ERROR,
    "headless, and no pod is ready: the name does not exist",
    "The name of a headless Service leads to its ready pods. With none of them DNS answers NXDOMAIN, which many clients remember for a "
    "while, where another Service would refuse connections.",
    symptom="has no ready pod: its name does not exist",
)


def findings(view: View) -> Iterator[Finding]:
    return with_cause(CAUSE, view.facts(unable_pods.facts))
