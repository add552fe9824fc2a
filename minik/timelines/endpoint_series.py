"""How many ready endpoints each Service has over time: what a plot of a what-if shows."""

from collections.abc import Sequence
from datetime import datetime

from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.timelines.cluster_timeline import ready_endpoints


class Point(NamedTuple):
    """A moment, and how many ready endpoints there are from then on."""

    when: datetime
    number: int


class Series(NamedTuple):
    """A Service, by namespace and name, and its numbers of ready endpoints in the order of time."""

    service: tuple[str, str]
    points: tuple[Point, ...]

    @property
    def changes(self) -> bool:
        """Return whether the number ever changes."""
        return len({point.number for point in self.points}) > 1

    @property
    def least(self) -> int:
        """Return the smallest number."""
        return min(point.number for point in self.points)

    @property
    def most(self) -> int:
        """Return the largest number."""
        return max(point.number for point in self.points)


def series(moments: Sequence[Cluster]) -> list[Series]:
    """Return every Service that had a ready endpoint at some moment: those that change first, among
    these those that once had none before the others.
    """
    counts = [
        {name: len(members) for name, members in ready_endpoints(one).items()} for one in moments
    ]
    names = sorted({name for numbers in counts for name in numbers if numbers[name]})
    found = [
        Series(
            name,
            tuple(
                Point(one.now, numbers.get(name, 0))
                for one, numbers in zip(moments, counts, strict=True)
            ),
        )
        for name in names
    ]
    return sorted(found, key=lambda one: (not one.changes, one.least > 0, one.service))
