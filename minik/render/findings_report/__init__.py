"""Reports of `check`, one file for each format."""

from collections.abc import Sequence

from minik import shelf
from minik.diagnosis.finding import Finding
from minik.light_typing import NamedTuple


class Report(NamedTuple):
    """The findings, and how many documents or Services were checked; `what` names those in the
    singular, `judged` everything that was judged, each number with its noun, `hints` how many findings
    are below the severity that is asked for.
    """

    findings: Sequence[Finding]
    looked_at: int
    what: str
    judged: Sequence[str] = ()
    hints: int = 0


def formats() -> list[str]:
    """Return the formats, as `-o` takes them."""
    return list(shelf.names(__path__))


def render(report: Report, output: str) -> str:
    """Render the report in a format."""
    text: str = shelf.load(__name__, __path__)[output].render(report)
    return text
