"""The objects of a large state file, read in portions, so that only some are there as they were read."""

from collections.abc import Callable

from minik.light_typing import Protocol
from minik.model.object import Object

PORTION = 1 << 20  # bytes of lines


class Lines(Protocol):
    """The lines of a state file, by their offsets."""

    def line_end(self, offset: int) -> int: ...
    def span(self, kind: str) -> tuple[int, int]: ...
    def objects(self, start: int, end: int) -> dict[str, Object]: ...


def packed(source: Lines, kind: str, pack: Callable[[Object], Object]) -> dict[str, Object]:
    """Return all objects of a kind by path, each packed. Raises Refused for a broken file."""
    found: dict[str, Object] = {}
    start, end = source.span(kind)
    while start < end:
        stop = source.line_end(min(start + PORTION, end - 1))
        for key, obj in source.objects(start, stop).items():
            found[key[len(kind) + 1 :]] = pack(obj)
        start = stop
    return found
