"""The wires from a Service to the workloads behind it, port by port: ready endpoints are what counts."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis import endpoint_checks
from minik.diagnosis.finding import ERROR, Finding
from minik.diagnosis.graph.blame import Blame, first_error
from minik.diagnosis.graph.records import Bond, Card, Column, Health, Wire, card_id
from minik.diagnosis.graph.service_cards import Judged
from minik.diagnosis.view import View, title
from minik.endpoints.service_backends import service_families
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.proxy.backends import Backend, find_backends

CLOSED = "network-policy-denies"
PORTLESS: Mapping[str, Any] = {"protocol": "TCP"}


def links(view: View, blame: Blame, judged: Judged) -> Iterator[Wire | Card]:
    """Yield the wires that leave a Service, and the cards of what is no workload: addresses that a
    person wrote, and names outside of the cluster.
    """
    service = judged.service
    if services.is_external_name(service):
        yield from _to_outside(judged)
        return
    reach = [(port, _backends(view, service, port)) for port in _ports(service)]
    members = _members(view, service, reach)
    wires = [_to_maker(view, blame, judged, key, made, reach) for key, made in members.items()]
    alive = [wire for wire in wires if wire is not None]
    yield from alive
    by_hand = [(port, [one for one in found if not one.pod]) for port, found in reach]
    if any(found for _, found in by_hand):
        yield from _to_addresses(judged, by_hand)
    elif not alive:
        yield _to_nobody(view, blame, judged)


def _ports(service: Object) -> Sequence[Mapping[str, Any]]:
    return services.ports(service) or [PORTLESS]


def _backends(view: View, service: Object, port: Mapping[str, Any]) -> list[Backend]:
    return [
        backend
        for family in (service_families(service) if view.settled else ())
        for backend in find_backends(view.cluster, service, port, family)
    ]


def _members(
    view: View, service: Object, reach: Sequence[tuple[Mapping[str, Any], Sequence[Backend]]]
) -> Mapping[Key, list[Object]]:
    """Return the pods that a Service selects or that its endpoints name, by their makers."""
    selected = (
        {objects.key(pod): pod for pod in view.selected_pods(service)}
        if (services.selector(service))
        else {}
    )
    namespace = objects.namespace(service)
    for name in {one.pod for _, found in reach for one in found if one.pod.startswith("pod/")}:
        pod = view.cluster.get("Pod", namespace, name.removeprefix("pod/"))
        if pod is not None:
            selected.setdefault(objects.key(pod), pod)
    members: dict[Key, list[Object]] = {}
    for pod in selected.values():
        members.setdefault(view.maker_of(pod), []).append(pod)
    return members


def _to_maker(
    view: View,
    blame: Blame,
    judged: Judged,
    key: Key,
    made: Sequence[Object],
    reach: Sequence[tuple[Mapping[str, Any], Sequence[Backend]]],
) -> Wire | None:
    """Return the wire to a workload; None to pods that have all done their work."""
    if all(map(pods.is_terminal, made)):
        return None
    names = {f"pod/{objects.name(pod)}" for pod in made}
    open_ports = [
        any(one.usable and one.pod in names for one in found)
        if view.settled
        else any(endpoint_checks.target_number(pod, port) is not None for pod in made)
        for port, found in reach
    ]
    labels = tuple(_label(port, made[0]) for port, _ in reach if port.get("port"))
    wire = Wire(judged.card.id, card_id(key), Bond.TRAFFIC, labels)
    wrong = _wrong_fields(blame, judged)
    if all(open_ports) and wrong is None and (judged.reason is None or view.settled):
        return wire
    health = Health.DOUBTFUL if any(open_ports) and wrong is None else Health.BROKEN
    return _because(wire._replace(health=health), wrong or _why_closed(view, blame, judged, made))


def _label(port: Mapping[str, Any], pod: Object) -> str:
    """Return a port and where it leads: `80`, `80 → 8080`, `80 → http (8080)`."""
    target = port.get("targetPort") or port["port"]
    if target == port["port"]:
        return str(port["port"])
    number = endpoint_checks.target_number(pod, port)
    known = f" ({number})" if isinstance(target, str) and number is not None else ""
    return f"{port['port']} → {target}{known}"


def _wrong_fields(blame: Blame, judged: Judged) -> Finding | None:
    """Return the error in a Service's own ports or selector, or the policies, that keep traffic from
    its pods.
    """
    return next(
        (
            finding
            for finding in blame.of(objects.key(judged.service))
            if (finding.severity == ERROR or finding.code.name == CLOSED)
            and finding.field.startswith(("spec.ports", "spec.sel"))
        ),
        None,
    )


def _why_closed(view: View, blame: Blame, judged: Judged, made: Sequence[Object]) -> Finding | str:
    """Return what keeps pods from standing behind a Service: the first check that one fails, else
    what was found about the Service, else why it does not answer.
    """
    for pod in made:
        failed = endpoint_checks.first_failed_check(view.cluster, judged.service, pod)
        if failed is not None:
            return f"{objects.name(pod)}: {failed.text}"
    found = first_error(blame.of(objects.key(judged.service)))
    return found or (judged.reason.text if judged.reason else "no endpoint is ready")


def _because(wire: Wire, why: Finding | str) -> Wire:
    if isinstance(why, str):
        return wire._replace(reason=why)
    return wire._replace(reason=why.because, fix=why.fix, code=why.code.name)


def _to_nobody(view: View, blame: Blame, judged: Judged) -> Wire:
    """Return the wire of a Service behind which nobody stands, with the workload probably meant."""
    found = first_error(blame.of(objects.key(judged.service)))
    fallback = judged.reason.text if judged.reason else "nobody stands behind it"
    wire = Wire(judged.card.id, "", Bond.TRAFFIC, health=Health.BROKEN)
    makers = view.index(_titles)
    meant = makers.get(found.near) if found else None
    return _because(wire, found or fallback)._replace(meant=card_id(meant) if meant else "")


def _titles(view: View) -> Mapping[str, Key]:
    """Return the workloads and makers of pods by their titles, as findings name what is near."""
    keys = {*view.makers, *map(objects.key, view.workloads)}
    return {title(key): key for key in keys}


def _to_addresses(
    judged: Judged, by_hand: Sequence[tuple[Mapping[str, Any], Sequence[Backend]]]
) -> Iterator[Wire | Card]:
    """Yield the card of addresses that a person wrote behind a Service, and the wire to them."""
    key = objects.key(judged.service)
    found = [one for _, backends in by_hand for one in backends]
    places = tuple(dict.fromkeys(("address", one.place) for one in found))
    usable = any(one.usable for one in found)
    health = Health.WELL if usable else Health.BROKEN
    card = Card(
        f"endpoints/{key.path}",
        Column.WORKLOAD,
        "EndpointSlice",
        key.namespace,
        key.name,
        health,
        None,
        places,
    )
    labels = tuple(
        f"{port['port']} → {target}" if target != port["port"] else str(target)
        for port, backends in by_hand
        if port.get("port")
        for target in dict.fromkeys(one.port for one in backends)
    )
    silent = judged.reason.text if judged.reason else "none of these addresses is ready"
    reason = "" if usable else silent
    yield card
    yield Wire(judged.card.id, card.id, Bond.TRAFFIC, labels, health, reason)


def _to_outside(judged: Judged) -> Iterator[Wire | Card]:
    """Yield the card of the name that an ExternalName stands for, and the wire to it."""
    target = services.external_name(judged.service)
    health = Health.BROKEN if judged.reason else Health.WELL
    card = Card(
        f"outside/{target}", Column.WORKLOAD, "ExternalName", "", target or "no name", health
    )
    yield card
    reason = judged.reason or None
    yield Wire(
        judged.card.id,
        card.id,
        Bond.TRAFFIC,
        (),
        health,
        reason.text if reason else "",
        reason.fix if reason else "",
    )
