"""At which height of a card each of its wires ends: every end has a height of its own."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis.graph.records import Bond, Wire
from minik.light_typing import NamedTuple
from minik.render.graph import _gutters

FIRST, STEP, LAST = 30.0, 22.0, 14.0  # pixels below the upper edge, between ends, above the lower
TALL = 38.0  # below an end at which a cross with two lines stands


class End(NamedTuple):
    """One end of a wire at a card: the number of the wire, which of its ends, and the card at the
    other one ("" for none); `step` is how far below it the next one may be.
    """

    wire: int
    is_source: bool
    other: str
    step: float


class Sides(NamedTuple):
    """The ends at the left and at the right of a card."""

    left: list[End]
    right: list[End]


def sides(wires: Sequence[Wire]) -> dict[str, Sides]:
    """Return the ends of wires by the cards at which they are. Calls leave at the left of a card and
    arrive at the right of another; traffic goes the other way.
    """
    found: dict[str, Sides] = {}
    for number, wire in enumerate(wires):
        target = wire.target or wire.meant
        is_call = wire.bond is Bond.CALL
        for identity, other, is_source in (
            (wire.source, target, True),
            (target, wire.source, False),
        ):
            if identity:
                both = found.setdefault(identity, Sides([], []))
                side = both.right if is_source is not is_call else both.left
                is_tall = _gutters.is_cut(wire) and side is both.right
                side.append(End(number, is_source, other, TALL if is_tall else STEP))
    return found


def least_height(both: Sides | None) -> float:
    """Return how high a card must be for its ends."""
    needed = [sum(end.step for end in side) for side in both or () if side]
    return FIRST - STEP + LAST + max(needed) if needed else 0.0


def heights(
    found: Mapping[str, Sides], tops: Mapping[str, float]
) -> Iterator[tuple[tuple[int, bool], float]]:
    """Yield the height of each end (of a wire by its number; whether it is the source): those that
    lead upwards above those that lead downwards.
    """
    for identity, both in found.items():
        for side in both:
            ordered = sorted(
                side, key=lambda end: (tops.get(end.other, tops.get(identity, 0.0)), end.wire)
            )
            y = tops[identity] + FIRST
            for end in ordered:
                yield (end.wire, end.is_source), y
                y += end.step
