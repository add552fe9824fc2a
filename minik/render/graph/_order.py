"""The order of cards: bands of namespaces, in each the groups that hang together, in each group the
cards opposite those that they are wired to, so that wires cross little.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from minik.diagnosis.graph.folding import ELSEWHERE
from minik.diagnosis.graph.records import Bond, Card, Column, Graph, Wire
from minik.light_typing import NamedTuple

COLUMNS = (Column.GATE, Column.WAY, Column.SERVICE, Column.WORKLOAD)
SWEEPS = 4


class Band(NamedTuple):
    """What is drawn of one namespace: groups of cards that hang together, each by its columns."""

    namespace: str
    groups: tuple[Mapping[Column, tuple[Card, ...]], ...]


def bands(graph: Graph) -> list[Band]:
    """Return the namespaces, what stands for many of them at the end."""
    homes = _homes(graph)
    names = sorted({*homes.values()}, key=lambda name: (name == ELSEWHERE, name))
    links = _links(graph.edges)
    return [
        Band(
            name,
            tuple(_groups([card for card in graph.nodes if homes.get(card.id) == name], links)),
        )
        for name in names
    ]


def _homes(graph: Graph) -> Mapping[str, str]:
    """Return the namespace in which each card is drawn: what has none stands beside what leads to it."""
    homes = {card.id: card.namespace for card in graph.nodes if card.column in COLUMNS}
    for wire in graph.edges:
        if homes.get(wire.target) == "" and homes.get(wire.source):
            homes[wire.target] = homes[wire.source]
    return homes


def _links(edges: Sequence[Wire]) -> Mapping[str, Sequence[str]]:
    """Return the neighbours of each card by traffic, and those that were meant."""
    links: dict[str, list[str]] = {}
    for wire in edges:
        for target in (wire.target, wire.meant) if wire.bond is Bond.TRAFFIC else ():
            if target:
                links.setdefault(wire.source, []).append(target)
                links.setdefault(target, []).append(wire.source)
    return links


def _groups(
    cards: Sequence[Card], links: Mapping[str, Sequence[str]]
) -> Iterator[Mapping[Column, tuple[Card, ...]]]:
    by_id = {card.id: card for card in cards}
    left = dict.fromkeys(by_id)
    groups = []
    while left:
        members, waiting = [], [next(iter(left))]
        del left[waiting[0]]
        while waiting:
            identity = waiting.pop()
            members.append(by_id[identity])
            for other in links.get(identity, ()):
                if other in left:
                    del left[other]
                    waiting.append(other)
        groups.append(members)
    for members in sorted(groups, key=_rank):
        yield _arrange(members, links)


def _rank(members: Sequence[Card]) -> tuple[int, int, str, str]:
    """Return the sort key of a group: those with a way in first, those without a Service last, and
    what stands for others after all.
    """
    columns = [card.column for card in members]
    first = min(range(len(members)), key=lambda at: (COLUMNS.index(columns[at]), members[at].id))
    folds = any(card.folds for card in members)
    depth = COLUMNS.index(columns[first])
    return (len(COLUMNS) if folds else depth), 0, members[first].name, members[first].id


def _arrange(
    members: Sequence[Card], links: Mapping[str, Sequence[str]]
) -> Mapping[Column, tuple[Card, ...]]:
    """Return the cards of a group by column, each where the middle of its neighbours is."""
    order = {
        column: sorted(
            (card for card in members if card.column is column),
            key=lambda card: (bool(card.folds), card.name, card.id),
        )
        for column in COLUMNS
    }
    places: dict[str, float] = {}

    def note(column: Column) -> None:
        places.update((card.id, float(at)) for at, card in enumerate(order[column]))

    for column in COLUMNS:
        note(column)
    for sweep in range(SWEEPS if len(members) > 2 else 0):
        last = len(COLUMNS) - 1
        for index in range(1, last + 1) if sweep % 2 == 0 else range(last - 1, -1, -1):
            column, beside = COLUMNS[index], {*_beside(index, forward=sweep % 2 == 0)}
            near = {card.id for other in beside for card in order[other]}
            order[column].sort(key=_middle(places, links, near))
            note(column)
    return {column: tuple(cards) for column, cards in order.items()}


def _beside(index: int, *, forward: bool) -> Iterator[Column]:
    """Yield the column by which another one is sorted."""
    other = index - 1 if forward else index + 1
    if 0 <= other < len(COLUMNS):
        yield COLUMNS[other]


def _middle(
    places: Mapping[str, float], links: Mapping[str, Sequence[str]], near: set[str]
) -> Callable[[Card], float]:
    """Return what gives the middle place of a card's neighbours; its own place without any."""

    def middle(card: Card) -> float:
        found = [places[other] for other in links.get(card.id, ()) if other in near]
        return sum(found) / len(found) if found else places[card.id]

    return middle
