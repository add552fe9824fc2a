"""The wiring for Graphviz: `minik graph -o dot | dot -Tsvg`."""

from collections.abc import Iterator

from minik.diagnosis.graph.records import Bond, Card, Column, Graph, Health, Wire
from minik.render.graph import Wiring, _words
from minik.render.page.elements import clean

COLOURS = {Health.WELL: "#57606a", Health.DOUBTFUL: "#8a5a00", Health.BROKEN: "#b42318"}
STYLES = {Bond.TRAFFIC: "solid", Bond.CALL: "dotted", Bond.RUNS: "solid"}


def render(wiring: Wiring) -> str:
    return "\n".join(lines(wiring.graph)) + "\n"


def lines(graph: Graph) -> Iterator[str]:
    """Yield the columns, each of one rank, then the wires."""
    yield "digraph wiring {"
    yield (
        '  graph [rankdir=LR, fontname="sans-serif", labelloc=t, label='
        + quote(_words.heading(graph))
        + "];"
    )
    yield '  node [shape=box, style=rounded, fontname="sans-serif", fontsize=11];'
    yield '  edge [fontname="sans-serif", fontsize=9];'
    for column in Column:
        cards = list(graph.column(column))
        if cards:
            yield "  { rank=same;"
            yield from (f"    {_box(card)}" for card in cards)
            yield "  }"
    for number, wire in enumerate(graph.edges):
        target = quote(wire.target or f"nobody/{number}")
        if not wire.target:
            yield f'  {target} [label="✕", shape=circle, color="{COLOURS[Health.BROKEN]}"];'
        yield f"  {quote(wire.source)} -> {target} [{_look(wire, graph)}];"
    yield "}"


def _box(card: Card) -> str:
    parts = [_words.name(card), *_words.lines(card)]
    if _words.has_pods(card):
        parts.append(_words.pod_counts(card))
    colour = COLOURS[card.health]
    label = quote("\n".join(parts))
    return (
        f'{quote(card.id)} [label={label}, color="{colour}", tooltip={quote(_words.title(card))}];'
    )


def _look(wire: Wire, graph: Graph) -> str:
    is_broken = wire.health is Health.BROKEN
    said = f"✕ {wire.reason}" if is_broken and wire.reason else ", ".join(wire.labels)
    style = "dashed" if is_broken else STYLES[wire.bond]
    back = ", constraint=false" if wire.bond is Bond.CALL else ""
    return f'label={quote(said)}, color="{COLOURS[wire.health]}", style={style}{back}'


def quote(text: str) -> str:
    """Return a text as a quoted string of Graphviz; a line break stays one."""
    escaped = "\\n".join(
        clean(line).replace("\\", "\\\\").replace('"', '\\"') for line in text.split("\n")
    )
    return f'"{escaped}"'
