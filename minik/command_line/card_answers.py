"""What is told of the cards of a picture: the answers of `why` and `resolve`, and the rules that lead to
a Service.
"""

from collections.abc import Callable, Iterator

from minik.command_line import progress
from minik.command_line.explained_targets import explain_object
from minik.diagnosis.graph.records import Card, Graph
from minik.diagnosis.resolution import resolve
from minik.discovery.names import Name
from minik.errors import MinikError
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import mode as modes
from minik.proxy import node_view
from minik.proxy.service_ports import ports_of
from minik.render import resolution, why
from minik.render.graph import Answers, Wiring, shown

MOST = 120  # cards of a report that are explained; of more, what was found is told


def wiring(cluster: Cluster, graph: Graph, output: str, *, is_whole: bool = False) -> Wiring:
    """Return what is drawn, with the answers for its cards if the format shows them."""
    drawn = shown(graph, output, is_whole=is_whole)
    if output != "html":
        return Wiring(drawn)
    with progress.show("explaining"):
        return Wiring(drawn, dict(of_cards(cluster, drawn)))


def of_cards(cluster: Cluster, graph: Graph) -> Iterator[tuple[str, Answers]]:
    """Yield the answers for the cards of a graph, those in trouble first, if there are many."""
    known = [card for card in graph.nodes if card.key is not None]
    known.sort(key=lambda card: card.health == "well")
    for card in known[:MOST]:
        yield card.id, of_card(cluster, card)


def of_card(cluster: Cluster, card: Card) -> Answers:
    """Return the answers for one card; what cannot be answered says why."""
    obj = cluster.get(*card.key) if card.key else None
    if obj is None:
        return Answers()
    is_service = obj["kind"] == "Service"
    return Answers(
        _try(lambda: why.text(explain_object(cluster, obj))),
        _try(lambda: _resolved(cluster, obj)) if is_service else "",
        _try(lambda: _rules(cluster, obj)) if is_service else "",
    )


def _try(answer: Callable[[], str]) -> str:
    try:
        return answer()
    except MinikError as error:
        return "\n".join(filter(None, (error.message, error.hint)))


def _resolved(cluster: Cluster, service: Object) -> str:
    name = Name(objects.name(service), objects.namespace(service))
    return resolution.text(resolve(cluster, name))


def _rules(cluster: Cluster, service: Object) -> str:
    """Return the rules that a node's proxy would have for a Service alone."""
    mode, node = modes.of_cluster(cluster), node_view.find(cluster, "")
    lines: list[str] = []
    for family in services.families(service) or cluster.settings.families:
        ports = tuple(ports_of(cluster, service, node, family))
        if ports:
            lines += mode.rules(ports, node_view.view(cluster, node, family))
    return "\n".join([f"# {mode.name} mode, for this Service alone", *lines]) if lines else ""
