"""The wiring on a terminal: for every Service the ways that lead to it and what stands behind it."""

from collections.abc import Callable, Iterator, Sequence

from minik.diagnosis.graph.records import Bond, Card, Column, Graph, Health, Wire
from minik.model.marks import bad, doubtful, secondary, to_do
from minik.render.graph import Wiring, _words
from minik.render.page.elements import clean
from minik.render.width import display_width, pad

MARKS: dict[Health, Callable[[str], str]] = {
    Health.WELL: str,
    Health.DOUBTFUL: doubtful,
    Health.BROKEN: bad,
}
WIDEST = 40


def render(wiring: Wiring) -> str:
    return "\n".join(line.rstrip() for line in lines(wiring.graph)) + "\n"


def lines(graph: Graph) -> Iterator[str]:
    """Yield the summary, the Services, the workloads that no Service leads to, the Gateways, and the
    nodes.
    """
    yield _words.heading(graph)
    cards = {card.id: card for card in graph.nodes}
    spaces = dict.fromkeys(card.namespace for card in graph.nodes if card.column is Column.SERVICE)
    for namespace in spaces:
        for card in graph.column(Column.SERVICE):
            if card.namespace == namespace:
                yield ""
                yield from _service(graph, cards, card)
    reached = {wire.target for wire in graph.edges if wire.bond is Bond.TRAFFIC}
    alone = [card for card in graph.column(Column.WORKLOAD) if card.id not in reached]
    yield from _section("no Service leads to", alone, graph)
    yield from _gateways(graph, cards)
    yield from _section("nodes", list(graph.column(Column.NODE)), graph)


def _service(graph: Graph, cards: dict[str, Card], card: Card) -> Iterator[str]:
    where = (
        f"{card.namespace}/" if not graph.namespace and card.namespace and not card.folds else ""
    )
    named = clean(f"{where}{_words.name(card)}")
    about = _words.lines(card)[0]
    yield f"{MARKS[card.health](named)}  {secondary(about)}"
    for wire in graph.edges:
        if wire.target == card.id and wire.bond is Bond.TRAFFIC:
            way = cards[wire.source]
            at = f" {', '.join(wire.labels)}" if wire.labels else ""
            yield from _row(
                "from", f"{_words.name(way)}{at}", secondary(_words.lines(way)[0]), wire
            )
    for wire in graph.edges:
        if wire.source == card.id:
            yield from _onward(cards, wire)
    for wire in graph.edges:
        if wire.target == card.id and wire.bond is Bond.CALL:
            caller = _words.short(cards[wire.source])
            yield from _row("called", f"by {caller}", secondary(clean(wire.evidence)), wire)


def _onward(cards: dict[str, Card], wire: Wire) -> Iterator[str]:
    target = cards.get(wire.target)
    at = f":{', :'.join(wire.labels)}" if wire.labels else ""
    if target is None:
        yield from _row("to", "nobody", "", wire)
        return
    pods = _words.pod_counts(target) if _words.has_pods(target) else _words.lines(target)[0]
    yield from _row("to", f"{_words.short(target)} {at}".strip(), pods, wire)


def _row(label: str, what: str, about: str, wire: Wire) -> Iterator[str]:
    """Yield a wire, and below it why it is broken, with the fix."""
    sign = "" if wire.health is Health.WELL else "✕ " if wire.health is Health.BROKEN else "! "
    what = clean(what)
    yield f"  {label:6}  {MARKS[wire.health](sign + what)}{f'  {about}' if about else ''}"
    if wire.reason:
        yield f"          {MARKS[wire.health](clean(wire.reason))}"
    if wire.fix:
        yield to_do(f"  fix     {clean(wire.fix)}")


def _gateways(graph: Graph, cards: dict[str, Card]) -> Iterator[str]:
    """Yield each Gateway with its listeners, and the routes that it does not let in."""
    found = list(graph.column(Column.GATE))
    yield from _section("gateways", found, graph)
    for card in found:
        for wire in graph.edges:
            if wire.source == card.id and wire.health is Health.BROKEN:
                meant = cards.get(wire.meant)
                name = _words.short(meant) if meant else "a route"
                yield from _row(
                    "to", name, secondary(_words.lines(meant)[0]) if meant else "", wire
                )


def _section(head: str, cards: Sequence[Card], graph: Graph) -> Iterator[str]:
    if not cards:
        return
    yield ""
    yield secondary(head)
    names = {card.id: clean(_place(card, graph)) for card in cards}
    width = min(max(map(display_width, names.values())), WIDEST)
    for card in cards:
        about = (
            _words.pod_counts(card) if _words.has_pods(card) else ", ".join(_words.lines(card)[:7])
        )
        note = (
            _words.pod_note(card)
            if _words.has_pods(card) and card.health is not Health.WELL
            else ""
        )
        text = f"{about}{f': {note}' if note and note not in about else ''}"
        yield f"  {MARKS[card.health](pad(names[card.id], width))}  {text}"


def _place(card: Card, graph: Graph) -> str:
    where = (
        f"{card.namespace}/" if not graph.namespace and card.namespace and not card.folds else ""
    )
    kind = f"{card.kind} " if card.column is Column.WORKLOAD and card.key else ""
    return f"{kind}{where}{_words.name(card)}"
