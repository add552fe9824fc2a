"""Findings as text: for people, for programs, for what reads reports. One file a format."""
from collections.abc import Sequence
from typing import NamedTuple

from minik import shelf
from minik.diagnosis.finding import Finding


class Report(NamedTuple):
    """What was found, and in how many documents or objects."""

    findings: Sequence[Finding]
    looked_at: int
    what: str


def formats() -> list[str]:
    """Every format by its name."""
    return list(shelf.names(__path__))


def render(report: Report, output: str) -> str:
    """The report in one of the formats."""
    text: str = shelf.load(__name__, __path__)[output].render(report)
    return text
