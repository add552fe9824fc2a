"""What a what-if does to Services as a plot over time. One file a format."""

from collections.abc import Sequence
from datetime import datetime

from minik import shelf
from minik.light_typing import NamedTuple
from minik.timelines.endpoint_series import Series


class Plot(NamedTuple):
    """What happened, how the Services fared, what changed at each moment (a time and its lines), and
    in lines the gaps.
    """

    event: str
    series: Sequence[Series]
    moments: Sequence[tuple[datetime, Sequence[str]]]
    gaps: Sequence[str]


def formats() -> list[str]:
    """Return the formats, as `-o` takes them."""
    return list(shelf.names(__path__))


def render(plot: Plot, output: str) -> str:
    """Render a plot in a format."""
    text: str = shelf.load_one(__name__, output).render(plot)
    return text
