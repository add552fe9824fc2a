"""Reports of `check`, one file for each format."""

from collections.abc import Callable, Sequence

from minik import shelf
from minik.diagnosis.finding import Finding
from minik.light_typing import Any, NamedTuple


class Report(NamedTuple):
    """The findings, and how many documents or Services were checked; `what` names those in the
    singular, `judged` everything that was judged, each number with its noun, `hints` how many findings
    are below the severity that is asked for. `draw` works out the wiring, for the format that shows
    it.
    """

    findings: Sequence[Finding]
    looked_at: int
    what: str
    judged: Sequence[str] = ()
    hints: int = 0
    draw: Callable[[], Any] | None = None


def formats() -> list[str]:
    """Return the formats, as `-o` takes them."""
    return list(shelf.names(__path__))


def render(report: Report, output: str) -> str:
    """Render the report in a format."""
    text: str = shelf.load(__name__, __path__)[output].render(report)
    return text
