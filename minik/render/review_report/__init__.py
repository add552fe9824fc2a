"""Reviews of a change, one file for each format."""

from collections.abc import Sequence

from minik import shelf
from minik.diagnosis.finding import ERROR
from minik.light_typing import NamedTuple
from minik.review.change import Change


class Review(NamedTuple):
    """What a change means: its consequences, the worst first, and how many Services were compared."""

    before: str
    after: str
    changes: Sequence[Change]
    services: int

    @property
    def stops(self) -> int:
        """Return how many changes stop something from answering."""
        return sum(change.severity == ERROR for change in self.changes)


def formats() -> list[str]:
    """Return the formats, as `-o` takes them."""
    return list(shelf.names(__path__))


def render(review: Review, output: str) -> str:
    """Render a review in a format."""
    text: str = shelf.load(__name__, __path__)[output].render(review)
    return text
