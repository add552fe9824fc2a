"""The Gateways, each with its listeners, and wires to the hosts of the routes that they let in, or not."""

from collections.abc import Iterator

from minik.diagnosis import way_misses
from minik.diagnosis.graph.blame import Blame, health
from minik.diagnosis.graph.records import Bond, Card, Column, Health, Wire, card_id
from minik.diagnosis.view import View
from minik.diagnosis.way_faults import decision
from minik.model import object as objects
from minik.ways.attachment import Parent
from minik.ways.gateways import Gateway
from minik.ways.vocabulary import GATEWAY

ANY_HOST = "*"


def links(view: View, blame: Blame, namespaces: frozenset[str]) -> Iterator[Card | Wire]:
    """Yield the Gateways of these namespaces and those at which their routes are, with wires to the hosts
    of the routes.
    """
    if not view.cluster.of(GATEWAY):
        return
    decided = decision(view)
    parents = [one for one in decided.parents if objects.namespace(one.route) in namespaces]
    wanted = {objects.key(one.gateway.object) for one in parents}
    for gateway in decided.gateways:
        key = objects.key(gateway.object)
        if key in wanted or key.namespace in namespaces:
            yield card(blame, gateway)
    yield from dict.fromkeys(wire for one in parents for wire in wires(one))


def card(blame: Blame, gateway: Gateway) -> Card:
    """Return the card of a Gateway: its class, its addresses, its listeners with their ports."""
    key = objects.key(gateway.object)
    found = blame.of(key)
    listeners = tuple(gateway.listeners)
    silent = [one for one in listeners if not one.is_programmed]
    broken = bool(gateway.refusal) or bool(listeners) and len(silent) == len(listeners)
    state = Health.BROKEN if broken else Health.DOUBTFUL if silent else health(found)
    traits = [("class", objects.read_str(gateway.object, "spec.gatewayClassName"))]
    traits += [("address", str(one.get("value") or "")) for one in gateway.addresses]
    traits += [("listener", f"{one.name} {one.protocol} :{one.port}") for one in listeners]
    traits += [("silent", one.name) for one in silent]
    return Card(
        card_id(key),
        Column.GATE,
        "Gateway",
        key.namespace,
        key.name,
        state,
        key,
        tuple(traits),
        findings=found,
    )


def wires(parent: Parent) -> Iterator[Wire]:
    """Yield a wire from a Gateway to each host of a route: with the ports at which it is heard, or broken
    where the route is not let in.
    """
    source = card_id(objects.key(parent.gateway.object))
    named = [str(one) for one in objects.read_list(parent.route, "spec.hostnames")]
    for host in named or [ANY_HOST]:
        target = f"{card_id(objects.key(parent.route))}/{host}"
        if parent.is_accepted:
            ports = dict.fromkeys(str(one.port) for one in parent.listeners)
            yield Wire(source, target, Bond.TRAFFIC, tuple(ports))
        else:
            reason = f"not attached: {way_misses.REFUSALS[parent.reason]}"
            code = "route-not-attached"
            yield Wire(source, "", Bond.TRAFFIC, (), Health.BROKEN, reason, code=code, meant=target)
