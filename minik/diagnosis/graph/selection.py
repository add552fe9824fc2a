"""The part of the wiring that has to do with what is asked about."""

from collections.abc import Iterable, Set

from minik.diagnosis.graph.records import Bond, Card, Graph, Wire
from minik.model.object import Key

NAMED = {"Gateway": "gateway", "NetworkPolicy": "policy"}  # what has no card is named by traits


def narrow(graph: Graph, keys: Set[Key]) -> Graph:
    """Return what leads to the cards of these objects, what they lead to, and who calls them."""
    seeds = {card.id for card in graph.nodes if _is_asked(card, keys)}
    forward = _reach(seeds, ((wire.source, wire.target) for wire in _carrying(graph)))
    backward = _reach(seeds, ((wire.target, wire.source) for wire in _carrying(graph)))
    kept = seeds | forward | backward
    calls = [wire for wire in graph.edges if wire.bond is Bond.CALL]
    kept |= {wire.source for wire in calls if wire.target in seeds | backward}
    kept |= {wire.target for wire in calls if wire.source in seeds}
    kept |= {wire.meant for wire in graph.edges if wire.source in kept and wire.meant}
    return only(graph, kept)


def only(graph: Graph, ids: Set[str]) -> Graph:
    """Return the wiring of these cards alone, with the findings about them."""
    nodes = tuple(card for card in graph.nodes if card.id in ids)
    edges = tuple(
        wire
        for wire in graph.edges
        if wire.source in ids and (wire.target in ids or not wire.target)
    )
    found = {finding for card in nodes for finding in card.findings}
    asked = [card for card in nodes if card.trait("answers")]
    return graph._replace(
        nodes=nodes,
        edges=edges,
        findings=tuple(one for one in graph.findings if one in found),
        answering=sum(card.trait("answers") == "yes" for card in asked),
        asked=len(asked),
    )


def _is_asked(card: Card, keys: Set[Key]) -> bool:
    named = Key("Namespace", "", card.namespace)
    if card.key in keys or bool(card.namespace) and named in keys:
        return True
    traits = {(code, value) for code, value in card.traits if code in NAMED.values()}
    return any(
        (NAMED.get(key.kind.partition(".")[0]), key.name) in traits
        and key.namespace == card.namespace
        for key in keys
    )


def _carrying(graph: Graph) -> list[Wire]:
    return [wire for wire in graph.edges if wire.bond is not Bond.CALL and wire.target]


def _reach(seeds: Set[str], steps: Iterable[tuple[str, str]]) -> set[str]:
    """Return what is reached from the seeds in any number of steps."""
    following: dict[str, list[str]] = {}
    for source, target in steps:
        following.setdefault(source, []).append(target)
    reached: set[str] = set()
    waiting = list(seeds)
    while waiting:
        for target in following.get(waiting.pop(), ()):
            if target not in reached:
                reached.add(target)
                waiting.append(target)
    return reached
