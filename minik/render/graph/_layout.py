"""Where everything stands: columns of cards, in bands of namespaces, with the gutters between them."""

from collections.abc import Mapping, Sequence

from minik.diagnosis.graph.folding import ELSEWHERE
from minik.diagnosis.graph.records import Card, Column, Graph, Wire
from minik.light_typing import NamedTuple
from minik.render.graph import _gutters, _slots, _words
from minik.render.graph._gutters import MARGIN, WIDTHS, Gutter
from minik.render.graph._order import COLUMNS, Band, bands

TOP, GAP, GROUP_GAP, BAND_GAP = 54.0, 16.0, 20.0, 44.0
FIRST_LINE, LINE, BOTTOM = 22.0, 17.0, 14.0  # of a card: its name, each further line, the rest
LEGEND, NARROWEST = 40.0, 720.0
# each column is placed opposite one that is placed already
PLACED = (Column.SERVICE, Column.WAY, Column.GATE, Column.WORKLOAD)
MANY_DOTS = 4  # beside more pods than these there is no room for a note


class Box(NamedTuple):
    """A card with its place, in pixels."""

    card: Card
    x: float
    y: float
    width: float
    height: float


class Head(NamedTuple):
    """A quiet title above a column or a band."""

    text: str
    x: float
    y: float


class Layout(NamedTuple):
    """All places. `slots` says at which height a wire (by its number; whether it is the source) ends."""

    boxes: Mapping[str, Box]
    gutters: Mapping[Column, Gutter]
    columns: Mapping[str, Column]
    heads: tuple[Head, ...]
    wires: tuple[Wire, ...]
    slots: Mapping[tuple[int, bool], float]
    width: float
    height: float


class Pen(NamedTuple):
    """What is known before anything is placed: how high cards are, where columns begin, who is wired
    to which Service.
    """

    heights: Mapping[str, float]
    lefts: Mapping[Column, float]
    beside: Mapping[str, Sequence[str]]

    def box(self, card: Card, y: float) -> Box:
        """Return a card placed at a height."""
        return Box(card, self.lefts[card.column], y, WIDTHS[card.column], self.heights[card.id])


def arrange(graph: Graph) -> Layout:
    """Return where everything of a graph stands."""
    columns = {card.id: card.column for card in graph.nodes}
    wires = tuple(_gutters.drawn(graph))
    gutters, lefts = _gutters.gutters(graph, wires, columns)
    sides = _slots.sides(wires)
    least = {card.id: _slots.least_height(sides.get(card.id)) for card in graph.nodes}
    heights = {card.id: max(content_height(card), least[card.id]) for card in graph.nodes}
    pen = Pen(heights, lefts, _beside(wires))
    boxes, heads, bottom = _place(bands(graph), pen, is_named=not graph.namespace)
    y = TOP
    for card in sorted(graph.column(Column.NODE), key=lambda card: (bool(card.folds), card.name)):
        boxes[card.id] = pen.box(card, y)
        y += heights[card.id] + GAP
    tops = {identity: box.y for identity, box in boxes.items()}
    right = max((box.x + box.width for box in boxes.values()), default=0.0)
    shown = {box.card.column for box in boxes.values()}
    titles = [Head(_words.HEADS[one], lefts[one], TOP - 20) for one in Column if one in shown]
    return Layout(
        boxes,
        gutters,
        columns,
        (*titles, *heads),
        wires,
        dict(_slots.heights(sides, tops)),
        max(right + MARGIN, gutters[Column.SERVICE].right, NARROWEST),
        max(bottom, y) + LEGEND,
    )


def content_height(card: Card) -> float:
    """Return how high a card is by what stands on it."""
    height = FIRST_LINE + LINE * len(_words.lines(card)) + BOTTOM
    if not _words.has_pods(card):
        return height
    return height + LINE * (1 + has_line_of_note(card))


def has_line_of_note(card: Card) -> bool:
    """Return whether what is said of the pods stands below them, not beside."""
    return len(card.pods) > MANY_DOTS and bool(_words.pod_note(card))


def _beside(wires: Sequence[Wire]) -> Mapping[str, Sequence[str]]:
    beside: dict[str, list[str]] = {}
    for wire in wires:
        target = wire.target or wire.meant
        if target:
            beside.setdefault(wire.source, []).append(target)
            beside.setdefault(target, []).append(wire.source)
    return beside


def _place(
    ordered: Sequence[Band], pen: Pen, *, is_named: bool
) -> tuple[dict[str, Box], list[Head], float]:
    """Return the boxes of all bands, the titles of the bands, and where the last one ends."""
    boxes: dict[str, Box] = {}
    heads = []
    y = TOP
    for number, band in enumerate(ordered):
        y += BAND_GAP - GROUP_GAP if number else 0.0
        if is_named:
            text = "other namespaces" if band.namespace == ELSEWHERE else band.namespace
            heads.append(Head(text, MARGIN, y + 10))
            y += 24
        for group in band.groups:
            y = _place_group(group, pen, boxes, y) + GROUP_GAP
    return boxes, heads, y


def _place_group(
    group: Mapping[Column, tuple[Card, ...]], pen: Pen, boxes: dict[str, Box], top: float
) -> float:
    """Place the Services of a group one below the other, and the others opposite theirs; return where
    the group ends.
    """
    bottom = top
    for column in sorted(COLUMNS, key=PLACED.index):
        y = top
        for card in group.get(column, ()):
            near = [boxes[one].y for one in pen.beside.get(card.id, ()) if one in boxes]
            wanted = min((one for one in near if one >= top), default=top)
            y = max(y, wanted if column is not Column.SERVICE else top)
            boxes[card.id] = pen.box(card, y)
            y += pen.heights[card.id] + GAP
        bottom = max(bottom, y - GAP)
    return bottom
