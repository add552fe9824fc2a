"""Rules that never get a request, since an earlier one takes every one of them."""

from collections.abc import Hashable, Iterator

from minik import light_json
from minik.diagnosis import way_misses
from minik.diagnosis.finding import Fact
from minik.diagnosis.view import View
from minik.diagnosis.way_faults import decision
from minik.kinds.ingress import fields as ingresses
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object
from minik.ways import ingresses as ingress_ways
from minik.ways.decision import Decision
from minik.ways.listeners import HTTP_KINDS
from minik.ways.vocabulary import GATEWAY, age

CAUSE = "rule-shadowed"
OWN_CLASSES = ("alb", "gce", "gce-internal")
OWN_CONTROLLERS = ("ingress.k8s.aws/alb", "networking.gke.io/ingress")


def facts(view: View) -> Iterator[Fact]:
    """Yield the rules of Ingresses and routes that never get a request."""
    yield from of_ingresses(view)
    if view.cluster.of(GATEWAY):
        yield from dict.fromkeys(of_routes(decision(view)))


def of_ingresses(view: View) -> Iterator[Fact]:
    """Yield the paths that an older Ingress of the same class has for the same host."""
    taken: dict[Hashable, tuple[Object, int, int]] = {}
    for ingress in sorted(view.cluster.of("Ingress"), key=age):
        name = ingress_ways.class_of(ingress)
        for number, rule in enumerate(ingresses.rules(ingress)):
            for place, path in enumerate(ingresses.paths(rule)):
                exact = path.get("pathType") == ingress_ways.EXACT
                whose = objects.key(ingress) if has_own_balancer(view, name) else name
                key = whose, rule.get("host") or "", str(path.get("path") or "/"), exact
                if is_special(ingress):
                    continue
                first = taken.setdefault(key, (ingress, number, place))
                if first != (ingress, number, place) and not is_special(first[0]):
                    yield fact_of_path(
                        ingress, number, place, first[0], str(path.get("path") or "/")
                    )


def has_own_balancer(view: View, name: str) -> bool:
    """Return whether each Ingress of a class has a load balancer of its own, so that none takes the requests
    of another: those of AWS and of Google (unless a group is named, which is left out besides).
    """
    known = view.cluster.get("IngressClass", "", name)
    controller = objects.read_str(known, "spec.controller") if known is not None else ""
    return name in OWN_CLASSES or controller in OWN_CONTROLLERS


def is_special(ingress: Object) -> bool:
    """Return whether annotations of a controller may tell an Ingress from another: canaries, headers."""
    return any(
        name != ingresses.CLASS and "/" in name for name in objects.annotations(ingress)
    ) and any(
        word in name
        for name in objects.annotations(ingress)
        for word in ("canary", "conditions", "group")
    )


def fact_of_path(ingress: Object, number: int, place: int, first: Object, path: str) -> Fact:
    """Return that a path of an Ingress is another's."""
    whose = way_misses.name_of(objects.key(first)) if first is not ingress else "the same Ingress"
    return Fact(
        CAUSE,
        objects.key(ingress),
        f"spec.rules[{number}].http.paths[{place}]",
        f"path {path} of this host is taken by {whose} already, which comes first",
        about=(objects.key(first),),
    )


def of_routes(decided: Decision) -> Iterator[Fact]:
    """Yield the rules all of whose matches an earlier rule has, at every listener and host."""
    lost: dict[tuple[Any, int], list[bool]] = {}
    winners: dict[tuple[Any, int], tuple[Object, int]] = {}
    for gateway in decided.gateways:
        for listener in gateway.listeners:
            taken: dict[Hashable, tuple[Object, int]] = {}
            attached = sorted(decided.attached(listener), key=lambda pair: age(pair[0].route))
            for parent, common in attached:
                for number, rule in enumerate(objects.read_list(parent.route, "spec.rules")):
                    who = objects.key(parent.route), number
                    for key in keys(parent.route, rule, common):
                        winner = taken.setdefault(key, (parent.route, number))
                        mine = winner == (parent.route, number)
                        lost.setdefault(who, []).append(not mine)
                        if not mine:
                            winners[who] = winner
    for (key, number), each in lost.items():
        if all(each):
            first, other = winners[key, number]
            yield fact_of_rule(key, number, first, other)


def keys(route: Object, rule: Any, common: tuple[str, ...]) -> Iterator[Hashable]:
    """Yield what each match of a rule takes: kind, host and match; of raw routes the whole host."""
    for host in common:
        if route["kind"] not in HTTP_KINDS:
            yield route["kind"], host
            continue
        for match in rule.get("matches") or [{"path": {"type": "PathPrefix", "value": "/"}}]:
            yield route["kind"], host, light_json.encoder(sort_keys=True)(match)


def fact_of_rule(key: Any, number: int, first: Object, other: int) -> Fact:
    """Return that a rule of a route never gets a request."""
    name = "the same route" if objects.key(first) == key else way_misses.name_of(objects.key(first))
    return Fact(
        CAUSE,
        key,
        f"spec.rules[{number}]",
        f"rule {number + 1} never gets a request: rule {other + 1} of {name} asks for the same, and comes first",
        about=(objects.key(first),),
    )
