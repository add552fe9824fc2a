"""A large wiring made small enough to be read: what is broken stays, the rest is counted."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.diagnosis.graph.records import Card, Column, Graph, Health, PodState, Wire, worst

MOST_DOTS = 12  # pods of a workload that are drawn one by one
MOST_CARDS = 40  # cards of a namespace that are all drawn
MOST_BROKEN = 24  # cards of a folded namespace that are drawn because something is wrong
MOST_IN_ALL = 160  # cards of all namespaces before what is well in each is folded
MOST_NAMESPACES = 12
MOST_MACHINES = 12
ELSEWHERE = "*"  # the namespace of what stands for many namespaces


def fold(graph: Graph) -> Graph:
    """Return the wiring folded: pods to counts, large namespaces to what is wrong and a count of the
    rest, many namespaces to one count of what is well in all of them, machines by their state.
    """
    graph = graph._replace(nodes=tuple(map(without_many_pods, graph.nodes)))
    spaces = _by_namespace(graph)
    number = sum(min(len(cards), MOST_CARDS) for cards in spaces.values())
    places = dict(_places(list(graph.column(Column.NODE)), "", MOST_MACHINES))
    if len(spaces) > MOST_NAMESPACES and number > MOST_IN_ALL:
        everything = [card for cards in spaces.values() for card in cards]
        return _apply(graph, places | dict(_places(everything, ELSEWHERE, 0)))
    most = 0 if number > MOST_IN_ALL else MOST_CARDS
    for name, cards in spaces.items():
        places |= dict(_places(cards, name, most))
    return _apply(graph, places)


def without_many_pods(card: Card) -> Card:
    """Return a card without its pods one by one, if they are many."""
    return card._replace(pods=()) if len(card.pods) > MOST_DOTS else card


def _is_well(card: Card) -> bool:
    return card.health is Health.WELL


def _by_namespace(graph: Graph) -> Mapping[str, list[Card]]:
    spaces: dict[str, list[Card]] = {}
    for card in graph.nodes:
        if card.column is not Column.NODE:
            spaces.setdefault(card.namespace, []).append(card)
    return spaces


def _places(cards: Sequence[Card], namespace: str, most: int) -> Iterator[tuple[str, str]]:
    """Yield for each card that is folded the card that stands for it: by column and health. Up to
    `most` cards none is; of those in trouble the first ones stay, the worst first.
    """
    if len(cards) <= most:
        return
    shown = 0
    for card in sorted(cards, key=lambda one: list(Health).index(one.health), reverse=True):
        if not _is_well(card) and shown < MOST_BROKEN:
            shown += 1
            continue
        yield card.id, f"fold/{namespace}/{card.column}/{card.health}"


def _apply(graph: Graph, places: Mapping[str, str]) -> Graph:
    """Return the wiring with cards replaced by those that stand for them."""
    folded: dict[str, list[Card]] = {}
    nodes: list[Card] = []
    for card in graph.nodes:
        place = places.get(card.id)
        if place is None:
            nodes.append(card)
        else:
            folded.setdefault(place, []).append(card)
    nodes += [stand_in(place, cards) for place, cards in folded.items()]
    return graph._replace(nodes=tuple(nodes), edges=tuple(_merge(graph.edges, places)))


def stand_in(place: str, cards: Sequence[Card]) -> Card:
    """Return the card that stands for several of one column and health."""
    first = cards[0]
    kinds = dict.fromkeys(card.kind for card in cards)
    namespace = place.split("/")[1]
    numbers = {
        state: sum(card.count(state) for card in cards)
        for state in PodState
        if any(card.count(state) for card in cards)
    }
    pods = sum(int(card.trait("pods") or 0) for card in cards)
    traits = [("pods", str(pods))] if first.column is Column.NODE else []
    if namespace == ELSEWHERE:
        traits.append(("namespaces", str(len({card.namespace for card in cards}))))
    return Card(
        place,
        first.column,
        next(iter(kinds)) if len(kinds) == 1 else "",
        namespace,
        "",
        first.health,
        None,
        tuple(traits),
        (),
        tuple(numbers.items()),
        tuple(dict.fromkeys(one for card in cards for one in card.findings))[:MOST_CARDS],
        len(cards),
    )


def _merge(edges: Iterable[Wire], places: Mapping[str, str]) -> Iterator[Wire]:
    """Yield the wires between the cards that are left, those with the same ends as one."""
    groups: dict[tuple[str, str, str, str], list[Wire]] = {}
    for number, wire in enumerate(edges):
        ends = places.get(wire.source, wire.source), places.get(wire.target, wire.target)
        moved = ends != (wire.source, wire.target)
        wire = wire._replace(
            source=ends[0], target=ends[1], meant="" if wire.meant in places else wire.meant
        )
        alone = "" if moved else str(number)
        groups.setdefault((*ends, wire.bond, alone), []).append(wire)
    for wires in groups.values():
        first = max(wires, key=lambda one: list(Health).index(one.health))
        if len(wires) > 1:
            first = first._replace(labels=(), health=worst(one.health for one in wires))
        yield first
