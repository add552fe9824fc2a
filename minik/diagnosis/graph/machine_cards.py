"""The cards of nodes (the machines), each with its state and how many of the pods shown run there."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis.graph.blame import Blame, health
from minik.diagnosis.graph.records import Bond, Card, Column, Health, Wire, card_id, worst
from minik.diagnosis.view import View
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.duration import age
from minik.model.object import Object

PRESSURES = ("MemoryPressure", "DiskPressure", "PIDPressure")


def cards(view: View, blame: Blame, number_of_pods: Mapping[str, int]) -> Iterator[Card]:
    """Yield a card for every node."""
    for node in view.cluster.of("Node"):
        found = blame.of(objects.key(node))
        number = number_of_pods.get(objects.name(node), 0)
        ready = nodes.is_ready(node)
        traits = [("pods", str(number)), ("state", "Ready" if ready else "NotReady")]
        traits += list(_troubles(view, node, ready=ready))
        yield Card(
            card_id(objects.key(node)),
            Column.NODE,
            "Node",
            "",
            objects.name(node),
            worst((health(found), Health.WELL if ready else Health.BROKEN)),
            objects.key(node),
            tuple(traits),
            findings=found,
        )


def _troubles(view: View, node: Object, *, ready: bool) -> Iterator[tuple[str, str]]:
    since = nodes.condition(node, "Ready").get("lastTransitionTime")
    if not ready and since:
        yield "since", age(str(since), view.cluster.now)
    if not nodes.is_schedulable(node):
        yield "cordoned", "yes"
    for pressure in PRESSURES:
        if nodes.condition(node, pressure).get("status") == "True":
            yield "pressure", pressure


def wires(workloads: Sequence[Card], machines: Sequence[Card]) -> Iterator[Wire]:
    """Yield which workload has pods on which node, and how many."""
    ids = {card.name: card for card in machines}
    for card in workloads:
        numbers: dict[str, int] = {}
        for dot in card.pods:
            if dot.node in ids:
                numbers[dot.node] = numbers.get(dot.node, 0) + 1
        for name, number in sorted(numbers.items()):
            machine = ids[name]
            broken = machine.trait("state") != "Ready"
            yield Wire(
                card.id,
                machine.id,
                Bond.RUNS,
                (str(number),),
                Health.BROKEN if broken else Health.WELL,
            )
