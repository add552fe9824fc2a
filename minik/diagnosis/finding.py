"""Findings: a problem with its evidence and its fix; and the causes that they name."""

from collections.abc import Iterable, Iterator

from minik.light_typing import NamedTuple
from minik.model.object import Key

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (INFO, WARNING, ERROR)
DECIDED, SUSPECT = "decided", "suspect"


class Cause(NamedTuple):
    """One cause: its name, its number in the catalogue, its severity, its meaning in a line, and an
    explanation.

    `example` is a manifest (YAML) that shows it, `sound` its twin that is well. A cause with a
    `symptom` is only what follows from another: it says what happens to the object, as a phrase
    (`has no ready pod`), and is told with the root if one is found.
    """

    name: str
    id: str
    severity: str
    meaning: str
    explanation: str
    certainty: str = DECIDED
    symptom: str = ""
    example: str = ""
    sound: str = ""


class Fact(NamedTuple):
    """What several causes find together: like a finding, but with the name of its cause, since the
    file of the cause makes the finding of it.
    """

    cause: str
    object: Key
    field: str
    because: str
    fix: str = ""
    near: str = ""
    level: str = ""
    doubt: str = ""
    file: str = ""
    line: int = 0
    about: tuple[Key, ...] = ()


class Finding(NamedTuple):
    """One problem. `because` is the evidence, `fix` a command or YAML to paste, `near` the closest
    candidate. `root` is the cause and the object from which it follows, None if it follows from
    nothing known. `about` are other objects that it is about.
    """

    code: Cause
    object: Key
    field: str
    because: str
    fix: str = ""
    near: str = ""
    level: str = ""
    doubt: str = ""
    file: str = ""
    line: int = 0
    about: tuple[Key, ...] = ()
    root: tuple[str, Key] | None = None

    @property
    def severity(self) -> str:
        """Return the severity: that of the cause, unless `level` overrides it."""
        return self.level or self.code.severity

    @property
    def certainty(self) -> str:
        """Return `decided` or `suspect`: that of the cause, unless `doubt` overrides it."""
        return self.doubt or self.code.certainty


def with_cause(cause: Cause, facts: Iterable[Fact]) -> Iterator[Finding]:
    """Yield the facts of a cause as its findings."""
    return (Finding(cause, *fact[1:]) for fact in facts if fact.cause == cause.name)
