"""The levels that a namespace asks for, and how a pod violates one."""

from collections.abc import Iterator, Mapping

from minik import light_re as re
from minik.intake.pod_security import baseline, restricted
from minik.intake.pod_security.words import LATEST, Subject, Violation
from minik.light_typing import NamedTuple
from minik.model.object import Object

PREFIX = "pod-security.kubernetes.io/"
LEVELS = ("privileged", "baseline", "restricted")
VERSION = re.compile(r"v1\.(\d+)")


class Level(NamedTuple):
    """A level with the version of the standard: `restricted`, `latest`."""

    name: str
    version: str = "latest"

    @property
    def minor(self) -> int:
        """Return the minor version of the standard."""
        match = VERSION.fullmatch(self.version)
        return int(match[1]) if match else LATEST


def asked(labels: Mapping[str, str], mode: str) -> Level:
    """Return the level that a namespace's labels ask for in a mode (enforce, warn, audit);
    privileged, which admits all, without a label; restricted for a word that is no level. What is
    enforced is warned of as well, where nothing is said of warnings.
    """
    name = labels.get(f"{PREFIX}{mode}")
    if name is None:
        return asked(labels, "enforce") if mode == "warn" else Level("privileged")
    known = name if name in LEVELS else "restricted"
    return Level(known, labels.get(f"{PREFIX}{mode}-version") or "latest")


def violations(level: Level, annotations: Mapping[str, str], spec: Object) -> Iterator[Violation]:
    """Yield how a pod violates a level, in the server's order."""
    subject = Subject(annotations, spec, level.minor)
    if level.name == "privileged":
        return
    strict = level.name == "restricted"
    for check in baseline.CHECKS:
        if not (strict and level.minor >= restricted.REPLACED.get(check, LATEST + 1)):
            yield from check(subject)
    for check in restricted.CHECKS if strict else ():
        if level.minor >= restricted.SINCE.get(check, 0):
            yield from check(subject)


def refusal(level: Level, found: list[Violation]) -> str:
    """Return the server's words: `violates PodSecurity "restricted:latest": ...`."""
    told = ", ".join(violation.text for violation in found)
    return f'violates PodSecurity "{level.name}:{level.version}": {told}'
