"""How a pod violates a level of pod security."""

from collections.abc import Iterator, Mapping

from minik.intake.pod_security import baseline, restricted
from minik.intake.pod_security.labels import Level
from minik.intake.pod_security.words import Subject, Violation
from minik.model.object import Object

NEVER = 10**6


def violations(level: Level, annotations: Mapping[str, str], spec: Object) -> Iterator[Violation]:
    """Yield how a pod violates a level, in the server's order."""
    subject = Subject(annotations, spec, level.minor)
    if level.name == "privileged":
        return
    strict = level.name == "restricted"
    for check in baseline.CHECKS:
        if not (strict and level.minor >= restricted.REPLACED.get(check, NEVER)):
            yield from check(subject)
    for check in restricted.CHECKS if strict else ():
        if level.minor >= restricted.SINCE.get(check, 0):
            yield from check(subject)


def refusal(level: Level, found: list[Violation]) -> str:
    """Return the server's words: `violates PodSecurity "restricted:latest": ...`."""
    told = ", ".join(violation.text for violation in found)
    return f'violates PodSecurity "{level.name}:{level.version}": {told}'
