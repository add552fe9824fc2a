"""The wiring as a picture that stands by itself: SVG with titles, in the colours that the eye prefers."""

from collections.abc import Iterator

from minik.diagnosis.graph.records import Graph, PodState
from minik.render.graph import Wiring, _gutters, _layout, _marks, _paths, _words
from minik.render.page import style
from minik.render.page.elements import clean, escape, number, text

WIRES = "solid: traffic    dotted: a program calls a name    dashed, ✕: broken"
LEGEND = f"● ready    ○ not ready    ✕ failing      {WIRES}"
WIDE = 1000.0  # pixels, from which on a page makes a picture smaller where it has less room
PLANNED = f"dashed ring: a pod to be made      {WIRES}"


def render(wiring: Wiring) -> str:
    return "\n".join(lines(wiring.graph)) + "\n"


def lines(graph: Graph, *, is_alone: bool = True) -> Iterator[str]:
    """Yield the picture; one that does not stand alone has its style and its title from the page."""
    layout = _layout.arrange(graph)
    wide, high = number(layout.width), number(layout.height)
    size = f'viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
    role = "img" if is_alone else "group"
    classes = "wiring wide" if layout.width > WIDE and not is_alone else "wiring"
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" {size} role="{role}"'
        ' aria-labelledby="wiring-title wiring-description">'
    )
    yield f'<title id="wiring-title">{escape(_words.heading(graph))}</title>'
    yield f'<desc id="wiring-description">{escape(_words.description(graph))}</desc>'
    if is_alone:
        yield f"<style>\n{style.variables()}{style.rules()}</style>"
    yield f'<rect class="bg" width="{wide}" height="{high}"/>'
    for head in layout.heads:
        is_column = head.y < _layout.TOP
        words = clean(head.text)
        yield text(words, head.x, head.y, "head" if is_column else "space")
    yield from _paths.wires(layout)
    for box in layout.boxes.values():
        yield from _marks.card(box, is_alone=is_alone)
    planned = any(card.count(PodState.PLANNED) for card in graph.nodes)
    legend = PLANNED if planned else LEGEND
    yield text(legend, _gutters.MARGIN, layout.height - 16, "dim", ' xml:space="preserve"')
    yield "</svg>"
