"""Findings: something wrong, with its evidence and its fix; and the codes by which causes are called."""
from typing import NamedTuple

from minik.model.object import Key

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (INFO, WARNING, ERROR)
DECIDED, SUSPECT = "decided", "suspect"


class Code(NamedTuple):
    """One cause: its name, its number in the catalogue of failures, how bad it is, what it means in a line, and at length."""

    name: str
    id: str
    severity: str
    meaning: str
    explanation: str
    certainty: str = DECIDED


class Finding(NamedTuple):
    """`because` is the evidence, `fix` a command or a piece of YAML that can be pasted, `near` the closest candidate."""

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
        """How bad it is: as its cause is, unless the evidence says otherwise."""
        return self.level or self.code.severity

    @property
    def certainty(self) -> str:
        """Whether the evidence decides it, or it is only a suspect."""
        return self.doubt or self.code.certainty
