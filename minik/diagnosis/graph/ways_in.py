"""The ways into the cluster: hosts of Ingresses and routes, load balancers, external IPs, node ports."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis.finding import INFO, Finding
from minik.diagnosis.graph import entrances, leads
from minik.diagnosis.graph.blame import Blame, health
from minik.diagnosis.graph.entrances import Entrances
from minik.diagnosis.graph.leads import Lead
from minik.diagnosis.graph.records import Bond, Card, Column, Health, Wire, card_id, worst
from minik.diagnosis.graph.service_cards import Judged
from minik.diagnosis.resolution import Viewpoint, resolve
from minik.diagnosis.route_kinds import ROUTES
from minik.diagnosis.view import View
from minik.discovery.names import Name
from minik.kinds.ingress import fields as ingresses
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import mode
from minik.proxy.clients import Client
from minik.ways.vocabulary import GATEWAY

OUTSIDE = Client("outside", "outside")
ENTERED = {
    "Ingress": "IngressClass"
}  # by what requests enter that an object is for; else a Gateway


def of_service(view: View, blame: Blame, judged: Judged) -> Iterator[tuple[Card, list[Wire]]]:
    """Yield the ways that lead from outside to a Service itself."""
    service, key = judged.service, objects.key(judged.service)
    kind = services.service_type(service)
    numbers = services.node_ports(service)
    ports = tuple(str(port["port"]) for port in services.ports(service))
    node_ports = tuple(("nodePort", str(number)) for number in numbers)
    found = [one for one in blame.of(key) if one.code.name == "load-balancer-pending"]
    if kind == services.LOAD_BALANCER:
        entries = services.load_balancer_ingress(service)
        names = [str(entry.get("ip") or entry.get("hostname") or "") for entry in entries]
        for name in names or [""]:
            yield _way(view, judged, "LoadBalancer", name, ports, node_ports, found)
    for name in services.external_ips(service):
        yield _way(view, judged, "ExternalIP", name, ports, (), ())
    if kind == services.NODE_PORT and numbers:
        several = len(numbers) > 1
        labels = tuple(
            f"{port['nodePort']} → {port['port']}" if several else str(port["port"])
            for port in services.ports(service)
            if port.get("nodePort")
        )
        yield _way(view, judged, "NodePort", "", labels, node_ports, ())


def _way(
    view: View,
    judged: Judged,
    kind: str,
    name: str,
    labels: tuple[str, ...],
    traits: tuple[tuple[str, str], ...],
    found: Sequence[Finding],
) -> tuple[Card, list[Wire]]:
    key = judged.card
    card = Card(
        f"{kind.lower()}/{key.namespace}/{key.name}{f'/{name}' if name else ''}",
        Column.WAY,
        kind,
        key.namespace,
        name,
        health(found),
        None,
        (("service", key.name), *traits),
        findings=tuple(found),
    )
    wire = Wire(card.id, judged.card.id, Bond.TRAFFIC, labels)
    closed = _why_closed(view, judged) if judged.reason is None else None
    if closed is not None:
        wire = wire._replace(health=Health.BROKEN, reason=closed[0], fix=closed[1])
    elif card.health is not Health.WELL and kind == services.LOAD_BALANCER and not name:
        wire = wire._replace(health=card.health, reason=found[0].because, fix=found[0].fix)
    return card, [wire]


def _why_closed(view: View, judged: Judged) -> tuple[str, str] | None:
    """Return why nobody answers from outside, although somebody does inside."""
    if not view.settled:
        return None
    name = Name(judged.card.name, judged.card.namespace)
    viewpoint = Viewpoint(mode.of_cluster(view.cluster), None, OUTSIDE)
    reason = resolve(view.cluster, name, viewpoint).reason
    return (reason.text, reason.fix) if reason else None


def of_rules(
    view: View, blame: Blame, namespaces: frozenset[str]
) -> Iterator[tuple[Card, list[Wire]]]:
    """Yield the hosts of Ingresses and routes in these namespaces, with wires to the Services that
    they lead to, whether these are there or not.
    """
    cluster, kinds = view.cluster, ("Ingress", *ROUTES)
    follows = view.settled and entrances.is_followed(cluster, kinds)
    for kind in kinds:
        for obj in cluster.of(kind):
            if objects.namespace(obj) in namespaces:
                found_leads = list(
                    leads.of_ingress(obj) if kind == "Ingress" else leads.of_route(obj)
                )
                key = objects.key(obj)
                known = follows and _may_enter(cluster, ENTERED.get(kind, GATEWAY))
                found = entrances.of_object(cluster, obj) if known else Entrances(key)
                yield from _hosts(view, blame, obj, found_leads, found)


def _may_enter(cluster: Cluster, kind: str) -> bool:
    """Return whether it is known by what requests enter: a dump may have left all of it out."""
    return bool(cluster.of(kind)) or not cluster.held.imported and not cluster.held.lacks(kind)


def _hosts(
    view: View, blame: Blame, obj: Object, every: Sequence[Lead], entered: Entrances
) -> Iterator[tuple[Card, list[Wire]]]:
    key = objects.key(obj)
    found = blame.of(key)
    addresses = dict.fromkeys(("address", one) for one in entered.addresses())
    traits = (*_traits(obj), *addresses)
    sent = list(leads.redirections(obj)) if obj["kind"] == "HTTPRoute" else []
    for host in dict.fromkeys([*(one.host for one in every), *(one.host for one in sent)]):
        of_host = [lead for lead in every if lead.host == host]
        answers = [("redirect", f"{one.match} {one.answer}") for one in sent if one.host == host]
        identity = f"{card_id(key)}/{host}"
        wires = [
            _followed(wire, of_host, entered) for wire in _wires(view, identity, of_host, found)
        ]
        cut = wires and all(wire.health is Health.BROKEN for wire in wires)
        own = health(one for one in found if _is_of_host(one, of_host, every))
        card = Card(
            identity,
            Column.WAY,
            obj["kind"],
            key.namespace,
            host,
            worst((own, Health.BROKEN if cut else Health.WELL)),
            key,
            (*traits, *answers),
            findings=found,
        )
        yield card, wires


def _followed(wire: Wire, led: Sequence[Lead], entered: Entrances) -> Wire:
    """Return a wire as the requests fare that its rules are for."""
    own = [lead for lead in led if card_id(lead.target) == wire.target]
    flaws = [entered.flaw(lead.host, lead.match, lead.target) for lead in own]
    first = next((flaw for flaw in flaws if flaw is not None), None)
    if wire.health is Health.BROKEN or first is None:
        return wire
    state = Health.BROKEN if all(flaws) else Health.DOUBTFUL
    return wire._replace(health=state, reason=first.text, fix=first.fix)


def _is_of_host(finding: Finding, own: Sequence[Lead], every: Sequence[Lead]) -> bool:
    """Return whether a finding is about one of a host's rules, or about no rule in particular."""
    fields = {lead.field for lead in every if finding.field.startswith(lead.field)}
    return not fields or any(lead.field in fields for lead in own)


def _wires(
    view: View, identity: str, led: Sequence[Lead], found: Sequence[Finding]
) -> Iterator[Wire]:
    """Yield a wire for every Service to which a host leads."""
    for target in dict.fromkeys(lead.target for lead in led):
        own = [lead for lead in led if lead.target == target]
        labels = tuple(dict.fromkeys(lead.label for lead in own if lead.label))
        wire = Wire(identity, card_id(target), Bond.TRAFFIC, labels)
        wrong = [
            one
            for one in found
            if one.severity != INFO and any(one.field.startswith(lead.field) for lead in own)
        ]
        if view.cluster.get(*target) is None:
            absent = f'there is no Service "{target.path}"'
            wire = wire._replace(health=Health.BROKEN, reason=absent)
        if wrong:
            first = wrong[0]
            state = worst((wire.health, health(wrong)))
            wire = wire._replace(
                health=state, reason=first.because, fix=first.fix, code=first.code.name
            )
        yield wire


def _traits(obj: Object) -> Iterator[tuple[str, str]]:
    spec = objects.spec(obj)
    yield "route", objects.name(obj)
    if obj["kind"] == "Ingress":
        if ingresses.class_name(obj):
            yield "class", str(ingresses.class_name(obj))
        if spec.get("tls"):
            yield "tls", "yes"
    for parent in _mappings(spec.get("parentRefs")):
        yield "gateway", str(parent.get("name") or "")


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
