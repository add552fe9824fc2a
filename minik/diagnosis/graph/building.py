"""The wiring of a cluster, or of manifests: every card and every wire of the namespaces asked about."""

from collections.abc import Iterable, Sequence

from minik.diagnosis.finding import INFO, Finding
from minik.diagnosis.graph import (
    calls,
    gateway_cards,
    machine_cards,
    service_cards,
    service_wires,
    ways_in,
    workload_cards,
)
from minik.diagnosis.graph.blame import Blame
from minik.diagnosis.graph.records import Card, Graph, Health, Wire, card_id, worst
from minik.diagnosis.graph.service_cards import Judged, ghost
from minik.diagnosis.route_kinds import ROUTES
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object, key_of_path

API = ("default", "kubernetes")  # the Service of the API server, drawn only if it does not answer
SYSTEM = ("kube-system", "kube-public", "kube-node-lease", "local-path-storage")


class Builder:
    """Cards and wires in the making, each card once."""

    def __init__(self, view: View, findings: Sequence[Finding], namespaces: frozenset[str]) -> None:
        self.view, self.namespaces = view, namespaces
        self.blame = Blame(view, findings)
        self.cards: dict[str, Card] = {}
        self.wires: list[Wire] = []
        self.judged: dict[str, Judged] = {}

    def add(self, items: Iterable[Card | Wire]) -> None:
        """Add cards and wires; the first card of a name stays."""
        for item in items:
            if isinstance(item, Card):
                self.cards.setdefault(item.id, item)
            else:
                self.wires.append(item)

    def add_service(self, service: Object) -> None:
        """Add a Service with the ways that lead to it, and what stands behind it."""
        judged = service_cards.judge(self.view, self.blame, service)
        if objects.key(service)[1:] == API and judged.reason is None:
            return
        self.judged[judged.card.id] = judged
        self.add([judged.card])
        for card, wires in ways_in.of_service(self.view, self.blame, judged):
            self.add([card, *wires])
        self.add(service_wires.links(self.view, self.blame, judged))

    def add_absent(self) -> None:
        """Add the Services to which wires lead that are not drawn yet: those of other namespaces, and
        those that are not there.
        """
        for wire in tuple(self.wires):
            if wire.target.startswith("service/") and wire.target not in self.cards:
                key = key_of_path("Service", wire.target.removeprefix("service/"))
                service = self.view.cluster.get(*key)
                self.add(
                    [ghost(self.blame, key)]
                    if service is None
                    else [service_cards.judge(self.view, self.blame, service).card]
                )

    def add_far_workloads(self) -> None:
        """Add the workloads to which wires lead that stand elsewhere or make no pods."""
        keys = (*self.view.makers, *map(objects.key, self.view.workloads))
        known = {card_id(key): key for key in keys}
        for wire in self.wires:
            for identity in (wire.target, wire.meant):
                if identity in known and identity not in self.cards:
                    self.add([workload_cards.card(self.view, self.blame, known[identity], ())])


def build(view: View, findings: Sequence[Finding], namespace: str = "") -> Graph:
    """Return the wiring of a namespace, "" for all but those of the system that are well."""
    namespaces = _namespaces(view, findings, namespace)
    builder = Builder(view, findings, namespaces)
    builder.add(workload_cards.cards(view, builder.blame, namespaces))
    for service in view.cluster.of("Service"):
        if objects.namespace(service) in namespaces:
            builder.add_service(service)
    for card, wires in ways_in.of_rules(view, builder.blame, namespaces):
        builder.add([card, *wires])
    _add_gateways(builder)
    builder.add(calls.wires(view, builder.blame, namespaces))
    builder.add_absent()
    builder.add_far_workloads()
    _add_machines(builder)
    return _finish(builder, namespace)


def _namespaces(view: View, findings: Sequence[Finding], namespace: str) -> frozenset[str]:
    if namespace:
        return frozenset((namespace,))
    troubled = {one.object.namespace for one in findings if one.severity != INFO}
    found = view.namespaces_with_pods | view.namespaces_with_services
    routed = {
        objects.namespace(obj) for kind in ("Ingress", *ROUTES) for obj in view.cluster.of(kind)
    }
    return frozenset(one for one in found | routed if one not in SYSTEM or one in troubled)


def _add_gateways(builder: Builder) -> None:
    """Add the Gateways, with wires to the hosts that are drawn."""
    found = list(gateway_cards.links(builder.view, builder.blame, builder.namespaces))
    builder.add(one for one in found if isinstance(one, Card))
    builder.add(
        one for one in found if isinstance(one, Wire) and (one.target or one.meant) in builder.cards
    )


def _add_machines(builder: Builder) -> None:
    numbers: dict[str, int] = {}
    workloads = [card for card in builder.cards.values() if card.column == "workload"]
    for card in workloads:
        for dot in card.pods:
            numbers[dot.node] = numbers.get(dot.node, 0) + 1
    machines = list(machine_cards.cards(builder.view, builder.blame, numbers))
    builder.add(machines)
    builder.add(machine_cards.wires(workloads, machines))


def _finish(builder: Builder, namespace: str) -> Graph:
    """Return the graph, each workload that was meant and is not reached marked as such."""
    reached = {wire.target for wire in builder.wires}
    for wire in builder.wires:
        card = builder.cards.get(wire.meant)
        if card is not None and wire.meant not in reached:
            builder.cards[wire.meant] = card._replace(
                health=worst((card.health, Health.DOUBTFUL)),
                traits=(*card.traits, ("unselected", "yes")),
            )
    judged = list(builder.judged.values())
    shown = tuple(one for one in builder.blame.findings if _concerns(one, namespace))
    return Graph(
        tuple(builder.cards.values()),
        tuple(builder.wires),
        namespace,
        shown,
        sum(one.reason is None for one in judged),
        len(judged),
    )


def _concerns(finding: Finding, namespace: str) -> bool:
    return not namespace or finding.object.namespace in ("", namespace)
