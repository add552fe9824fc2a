"""The wires of a picture as SVG: straight beside the texts, bent in the lanes, with a cross where they
are broken.
"""

from collections.abc import Iterator, Mapping

from minik.diagnosis.graph.records import Bond, Card, Health, Wire
from minik.light_typing import NamedTuple
from minik.render.graph import _gutters, _words
from minik.render.graph._gutters import LABEL_ROOM, REASON_ROOM, SMALL, Gutter
from minik.render.graph._layout import Layout
from minik.render.page.elements import escape, number, text
from minik.render.page.font import cut, wrap

RING, AWAY = 9.0, 24.0  # the radius of the circle of a cross; how far from the card it stands
TIP = 7.0


class Course(NamedTuple):
    """Where a wire runs: in which gutter, at which height at its left and at its right. Without a
    right end it leads nowhere.
    """

    gutter: Gutter
    left: float
    right: float | None


def wires(layout: Layout) -> Iterator[str]:
    """Yield all wires; broken ones last, above the others."""
    cards = {identity: box.card for identity, box in layout.boxes.items()}
    numbered = sorted(enumerate(layout.wires), key=lambda one: list(Health).index(one[1].health))
    told: set[tuple[str, str]] = set()
    for place, wire in numbered:
        is_new = (wire.source, wire.reason) not in told
        told.add((wire.source, wire.reason))
        yield from _wire(wire, _course(layout, place, wire), cards, is_new=is_new)


def _course(layout: Layout, place: int, wire: Wire) -> Course:
    gutter = layout.gutters[_gutters.gutter_of(wire, layout.columns)]
    source, target = layout.slots.get((place, True)), layout.slots.get((place, False))
    left, right = (target, source) if wire.bond is Bond.CALL else (source, target)
    return Course(gutter, left if left is not None else 0.0, right)


def _wire(wire: Wire, course: Course, cards: Mapping[str, Card], *, is_new: bool) -> Iterator[str]:
    yield f"<g><title>{escape(_words.wire_title(wire, cards))}</title>"
    if _gutters.is_cut(wire):
        yield from _cut(wire, course, is_new=is_new)
    else:
        yield from _whole(wire, course)
    yield "</g>"


def _whole(wire: Wire, course: Course) -> Iterator[str]:
    gutter, is_call = course.gutter, wire.bond is Bond.CALL
    state = f" {wire.health}" if wire.health is not Health.WELL else ""
    kind = f"wire{' call' * is_call}{state}"
    right = course.right if course.right is not None else course.left
    yield f'<path class="{kind}" d="{_bend(gutter.left, course.left, gutter, right)}"/>'
    yield (
        _tip(gutter.left, course.left, -1, state)
        if is_call
        else _tip(gutter.right, right, 1, state)
    )
    said = _gutters.label(wire)
    if said:
        shade = f"dim{state}" if state else "dim"
        yield text(cut(said, LABEL_ROOM, SMALL), gutter.left + 8, course.left - 5, shade)


def _cut(wire: Wire, course: Course, *, is_new: bool) -> Iterator[str]:
    """Yield a broken wire: from where it comes to its cross, the reason beside that (once, where several
    of a card are broken for the same), and what was meant as a faint line.
    """
    gutter, y = course.gutter, course.left
    x = gutter.left + AWAY
    before = f"M{number(gutter.left)},{number(y)} H{number(x - RING)}"
    beyond = "" if course.right is None else _bend(x + RING, y, gutter, course.right)
    is_call = wire.bond is Bond.CALL
    if beyond:
        yield f'<path class="wire {"broken" if is_call else "meant"}" d="{beyond}"/>'
    yield f'<path class="wire {"meant" if is_call else "broken"}" d="{before}"/>'
    yield f'<circle class="ring" cx="{number(x)}" cy="{number(y)}" r="{number(RING)}"/>'
    yield f'<path class="cross" d="M{number(x - 4)},{number(y - 4)} l8,8 m0,-8 l-8,8"/>'
    words = _gutters.told(wire) if is_new else _gutters.label(wire)
    for said, below in zip(wrap(words, REASON_ROOM, SMALL), (-5, 13), strict=True):
        if said:
            yield text(said, x + RING + 5, y + below, "dim broken")


def _bend(x: float, left: float, gutter: Gutter, right: float) -> str:
    """Return a line from the left of a gutter to its right, bent in the lanes alone."""
    middle = (gutter.lanes + gutter.run) / 2
    start = f"M{number(x)},{number(left)} H{number(gutter.lanes)}"
    if left == right:
        return f"M{number(x)},{number(left)} H{number(gutter.right)}"
    curve = (
        f"C{number(middle)},{number(left)} {number(middle)},{number(right)}"
        f" {number(gutter.run)},{number(right)}"
    )
    return f"{start} {curve} H{number(gutter.right)}"


def _tip(x: float, y: float, way: int, state: str) -> str:
    """Return the arrow at the end of a wire."""
    back = x - way * TIP
    corners = f"M{number(back)},{number(y - 4)} L{number(x)},{number(y)} L{number(back)},{number(y + 4)} z"
    return f'<path class="tip{state}" d="{corners}"/>'
