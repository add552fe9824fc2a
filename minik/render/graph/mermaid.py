"""The wiring as a Mermaid flowchart, to be pasted into Markdown."""

from collections.abc import Iterator

from minik.diagnosis.graph.records import Bond, Card, Column, Graph, Health, Wire
from minik.render.graph import Wiring, _words
from minik.render.page.elements import clean

ARROWS = {Bond.TRAFFIC: "-->", Bond.CALL: "-.->", Bond.RUNS: "---"}
STYLES = (
    "classDef broken fill:#fef3f2,stroke:#b42318,color:#b42318",
    "classDef doubtful fill:#fff8e6,stroke:#8a5a00,color:#6b4700",
)
SPECIAL = str.maketrans(
    {
        "#": "#35;",
        '"': "#quot;",
        "<": "#lt;",
        ">": "#gt;",
        "&": "#amp;",
        "`": "#96;",
        "|": "#124;",
        "\\": "#92;",
        "[": "#91;",
        "]": "#93;",
        "{": "#123;",
        "}": "#125;",
        "(": "#40;",
        ")": "#41;",
    }
)


def render(wiring: Wiring) -> str:
    return "\n".join(lines(wiring.graph)) + "\n"


def lines(graph: Graph) -> Iterator[str]:
    """Yield the columns as subgraphs, then the wires, then what is broken."""
    ids = {card.id: f"n{number}" for number, card in enumerate(graph.nodes)}
    yield "flowchart LR"
    for column in Column:
        cards = list(graph.column(column))
        if cards:
            yield f'  subgraph {column}s ["{quote(_words.HEADS[column])}"]'
            yield from (f"    {ids[card.id]}{_box(card)}" for card in cards)
            yield "  end"
    ends: list[str] = []
    broken: list[int] = []
    for number, wire in enumerate(graph.edges):
        target = ids.get(wire.target)
        if target is None:
            target = f"x{len(ends)}"
            ends.append(target)
            yield f'  {target}(("✕"))'
        if wire.health is Health.BROKEN:
            broken.append(number)
        yield f"  {ids[wire.source]} {_arrow(wire)} {target}"
    yield from (f"  {style}" for style in STYLES)
    for health in (Health.DOUBTFUL, Health.BROKEN):
        members = [ids[card.id] for card in graph.nodes if card.health is health]
        members += ends if health is Health.BROKEN else []
        if members:
            yield f"  class {','.join(members)} {health}"
    if broken:
        yield f"  linkStyle {','.join(map(str, broken))} stroke:#b42318,stroke-width:2px"


def _box(card: Card) -> str:
    parts = [_words.name(card), *_words.lines(card)]
    if _words.has_pods(card):
        parts.append(_words.pod_counts(card))
    return f'["{"<br/>".join(map(quote, parts))}"]'


def _arrow(wire: Wire) -> str:
    said = ", ".join(wire.labels) if wire.bond is not Bond.RUNS else ""
    text = f"✕ {wire.reason}" if wire.health is Health.BROKEN and wire.reason else said
    return f'{ARROWS[wire.bond]}|"{quote(text)}"|' if text else ARROWS[wire.bond]


def quote(text: str) -> str:
    """Return a text as a label of Mermaid holds it: every letter that means something is escaped."""
    return clean(text).translate(SPECIAL)
