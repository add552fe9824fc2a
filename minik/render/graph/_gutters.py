"""The gutters between the columns, in which alone wires run, and the texts at their beginnings.

A gutter has three parts. Beside the cards on its left is room for texts, each above the straight
beginning of its own wire; then come lanes, in which wires bend and nothing else is; then the straight
ends of wires. So no wire crosses a card or a text, whatever leads where.
"""

from collections.abc import Iterator, Mapping, Sequence
from math import ceil

from minik.diagnosis.graph.records import Bond, Column, Graph, Health, Wire
from minik.light_typing import NamedTuple
from minik.render.page.font import width

MARGIN = 28.0
WIDTHS = {
    Column.GATE: 200.0,
    Column.WAY: 210.0,
    Column.SERVICE: 205.0,
    Column.WORKLOAD: 250.0,
    Column.NODE: 190.0,
}
SMALL = 11.5  # size of texts at wires, pixels
RUN, LANES, MOST_LANES, NARROW_LANES = 18.0, 64.0, 130.0, 34.0
LABEL_ROOM, REASON_ROOM, SIGN_ROOM, NO_LABEL = 230.0, 230.0, 44.0, 10.0
MOST_MACHINE_WIRES = 24
TAKEN = " has a rule for "


class Gutter(NamedTuple):
    """The space between two columns: where it begins, where lanes begin and end, where it ends."""

    left: float
    lanes: float
    run: float
    right: float


def drawn(graph: Graph) -> Iterator[Wire]:
    """Yield the wires that are drawn: pods on machines only where the machine is in trouble."""
    machines = [one for one in graph.edges if one.bond is Bond.RUNS and one.health != Health.WELL]
    yield from (wire for wire in graph.edges if wire.bond is not Bond.RUNS)
    yield from machines if len(machines) <= MOST_MACHINE_WIRES else ()


def label(wire: Wire) -> str:
    """Return what stands at a wire: its ports or paths."""
    if wire.bond is not Bond.TRAFFIC or not wire.labels:
        return ""
    return ", ".join(
        f":{part}" if part[:1].isdigit() and "%" not in part else part for part in wire.labels
    )


def reason(wire: Wire) -> str:
    """Return why a wire is broken, in short; the whole stands in its title."""
    text = wire.reason
    if wire.bond is Bond.CALL:
        text = text.partition("; ")[2] or text
    elif TAKEN in text:  # the card says whose rule it is
        text = text.partition(", and ")[2] or text
    return text.partition(";")[0].partition(" (")[0].rstrip(".")


def told(wire: Wire) -> str:
    """Return what stands at the cross of a broken wire: the path that it is for, and the reason."""
    said = label(wire)
    return f"{said}  {reason(wire)}" if said.startswith("/") else reason(wire)


def is_cut(wire: Wire) -> bool:
    """Return whether a wire ends at a cross."""
    return wire.health is Health.BROKEN and wire.bond is not Bond.RUNS


def gutters(
    graph: Graph, wires: Sequence[Wire], columns: Mapping[str, Column]
) -> tuple[dict[Column, Gutter], dict[Column, float]]:
    """Return the gutter to the right of each column, as wide as its texts need, and where columns
    begin.
    """
    x = MARGIN
    found, lefts = {}, {}
    present = {card.column for card in graph.nodes} | {Column.SERVICE}
    for column in Column:
        lefts[column] = x
        if column not in present:
            continue
        inside = [wire for wire in wires if gutter_of(wire, columns) is column]
        left = x + WIDTHS[column]
        lanes = left + ceil(max(map(room, inside), default=NO_LABEL))
        bend = NARROW_LANES
        if column is not Column.WORKLOAD:
            bend = min(LANES + 3 * len(inside), MOST_LANES)
        found[column] = Gutter(left, lanes, lanes + bend, lanes + bend + RUN)
        x = found[column].right
    return found, lefts


def gutter_of(wire: Wire, columns: Mapping[str, Column]) -> Column:
    """Return the column to whose right a wire runs."""
    return Column.SERVICE if wire.bond is Bond.CALL else columns[wire.source]


def room(wire: Wire) -> float:
    """Return how much room the text at a wire needs."""
    if is_cut(wire):
        return SIGN_ROOM + min(width(told(wire), SMALL), REASON_ROOM) + 8
    text = label(wire)
    return min(width(text, SMALL), LABEL_ROOM) + 16 if text else NO_LABEL
