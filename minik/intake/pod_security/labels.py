"""The labels with which a namespace asks for levels of pod security."""

from collections.abc import Iterator, Mapping

from minik import light_re as re
from minik.errors import Problem
from minik.intake.pod_security.words import LATEST
from minik.light_typing import NamedTuple
from minik.model.problem import invalid

PREFIX = "pod-security.kubernetes.io/"
ENFORCE, AUDIT, WARN = f"{PREFIX}enforce", f"{PREFIX}audit", f"{PREFIX}warn"
LEVELS = ("privileged", "baseline", "restricted")
VERSION = re.compile(r"v1\.(\d+)")


class Level(NamedTuple):
    """A level with the version of the standard: `restricted`, `latest`. `newest` is the minor version of
    the server, which knows no later standard.
    """

    name: str
    version: str = "latest"
    newest: int = LATEST

    @property
    def minor(self) -> int:
        """Return the minor version of the standard."""
        match = VERSION.fullmatch(self.version)
        return min(int(match[1]), self.newest) if match else self.newest

    @property
    def rank(self) -> int:
        """Return how strict the level is."""
        return LEVELS.index(self.name)


def asked(labels: Mapping[str, str], label: str, server: str = "") -> Level:
    """Return the level that a label (ENFORCE, AUDIT, WARN) asks for; privileged, which admits all,
    without it; restricted for a word that is no level. What is enforced is warned of as well, where
    nothing is said of warnings.
    """
    name = labels.get(label)
    if name is None:
        return asked(labels, ENFORCE, server) if label == WARN else Level("privileged")
    known = name if name in LEVELS else "restricted"
    newest = int(server.split(".")[1]) if server else LATEST
    return Level(known, labels.get(f"{label}-version") or "latest", newest)


def problems(labels: Mapping[str, str]) -> Iterator[Problem]:
    """Yield the labels that name no level or version."""
    for label in (ENFORCE, AUDIT, WARN):
        if labels.get(label, "privileged") not in LEVELS:
            why = f"must be one of {', '.join(LEVELS)}"
            yield invalid(f"metadata.labels[{label}]", labels[label], why)
        version = labels.get(f"{label}-version", "latest")
        if version != "latest" and not VERSION.fullmatch(version):
            why = 'must be "latest" or "v1.x"'
            yield invalid(f"metadata.labels[{label}-version]", version, why)
