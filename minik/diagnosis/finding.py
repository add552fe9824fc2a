"""Findings: a problem with its evidence and its fix; and the codes of causes."""

from typing import NamedTuple

from minik.model.object import Key

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (INFO, WARNING, ERROR)
DECIDED, SUSPECT = "decided", "suspect"


class Code(NamedTuple):
    """One cause: its name, its number in the catalogue, its severity, its meaning in a line, and an
    explanation.
    """

    name: str
    id: str
    severity: str
    meaning: str
    explanation: str
    certainty: str = DECIDED


class Finding(NamedTuple):
    """One problem. `because` is the evidence, `fix` a command or YAML to paste, `near` the closest
    candidate.
    """

    code: Code
    object: Key
    field: str
    because: str
    fix: str = ""
    near: str = ""
    level: str = ""
    doubt: str = ""
    file: str = ""
    line: int = 0

    @property
    def severity(self) -> str:
        """Return the severity: that of the cause, unless `level` overrides it."""
        return self.level or self.code.severity

    @property
    def certainty(self) -> str:
        """Return `decided` or `suspect`: that of the cause, unless `doubt` overrides it."""
        return self.doubt or self.code.certainty
