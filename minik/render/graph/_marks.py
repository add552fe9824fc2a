"""The cards of a picture as SVG: name, facts, pods as dots or as a bar."""

from collections.abc import Iterator

from minik.diagnosis.graph.records import Card, Dot, Health, PodState
from minik.render.graph import _layout, _words
from minik.render.graph._layout import FIRST_LINE, LINE, Box
from minik.render.page.elements import escape, number, text
from minik.render.page.font import cut, fit

PADDING = 12.0
NAME, SMALL = 13.0, 11.5
DOT, BAR = 20.0, 9.0  # from dot to dot; how high a bar is
STATES = {
    PodState.READY: "",
    PodState.NOT_READY: "off",
    PodState.FAILING: "dead",
    PodState.ENDED: "past",
    PodState.PLANNED: "planned",
}


def card(box: Box, *, is_alone: bool = True) -> Iterator[str]:
    """Yield a card; in a page it is a button."""
    one = box.card
    classes = " ".join(
        filter(
            None,
            ("card", one.health if one.health != Health.WELL else "", "folds" * bool(one.folds)),
        )
    )
    said = escape(_words.title(one))
    role = "" if is_alone else ' role="button"'
    yield f'<g class="{classes}" tabindex="0" data-card="{escape(one.id)}"{role}>'
    yield f"<title>{said}</title>"
    place = f'x="{number(box.x)}" y="{number(box.y)}"'
    yield f'<rect {place} width="{number(box.width)}" height="{number(box.height)}" rx="7"/>'
    room = box.width - 2 * PADDING
    x, y = box.x + PADDING, box.y + FIRST_LINE
    yield text(fit(_words.name(one), room, NAME, bold=True), x, y, "name")
    for line in _words.lines(one):
        y += LINE + (1 if y == box.y + FIRST_LINE else 0)
        yield text(fit(line, room, SMALL), x, y, "dim")
    if _words.has_pods(one):
        yield from _pods(one, x, y + LINE - 2, room)
    yield "</g>"


def _pods(one: Card, x: float, y: float, room: float) -> Iterator[str]:
    """Yield the pods of a card and what is said of them."""
    note = _words.pod_note(one)
    shade = f"dim {one.health}" if one.health is not Health.WELL else "dim"
    if not one.pods and one.counts:
        yield from _bar(one, x, y - BAR + 2, room)
        return
    for place, dot in enumerate(sorted(one.pods, key=_by_state)):
        yield _dot(dot, x + 6 + place * DOT, y)
    beside = x + (DOT * len(one.pods) + 4 if one.pods else 0)
    if _layout.has_line_of_note(one):
        yield text(cut(note, room, SMALL), x, y + LINE + 3, shade)
    elif note:
        yield text(cut(note, room - (beside - x), SMALL), beside, y + 4, shade)


def _by_state(dot: Dot) -> int:
    return list(PodState).index(dot.state)


def _dot(dot: Dot, x: float, y: float) -> str:
    said = f"<title>{escape(_words.dot_title(dot.name, dot.state, dot.why, dot.node))}</title>"
    classes = f"pod {STATES[dot.state]}".strip()
    if dot.state is PodState.FAILING:
        cross = f"M{number(x - 5)},{number(y - 5)} l10,10 m0,-10 l-10,10"
        return f'<path class="{classes}" d="{cross}">{said}</path>'
    radius = {PodState.READY: 6.5, PodState.ENDED: 3.5}.get(dot.state, 5.5)
    place = f'cx="{number(x)}" cy="{number(y)}" r="{radius}"'
    return f'<circle class="{classes}" {place}>{said}</circle>'


def _bar(one: Card, x: float, y: float, room: float) -> Iterator[str]:
    """Yield the counts of many pods: a bar with a part for each state, and the numbers in words."""
    words = _words.pod_counts(one)
    total = sum(count for _, count in one.counts)
    wide = 84.0
    for state, count in one.counts:
        part = max(wide * count / total, 5.0)
        said = f"<title>{count} {state}</title>"
        outline = _rectangle(x, y, part - 2)
        yield f'<path class="pod {STATES[state]}" d="{outline}">{said}</path>'
        x += part
        room -= part
    shade = f"dim {one.health}" if one.health is not Health.WELL else "dim"
    yield text(cut(words, room - 6, SMALL), x + 6, y + BAR, shade)


def _rectangle(x: float, y: float, wide: float) -> str:
    return f"M{number(x)},{number(y)} h{number(wide)} v{BAR:.0f} h{number(-wide)} z"
