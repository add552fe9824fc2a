"""Why an Ingress, a route, a Gateway or a ListenerSet does not do its work: its state in a line, where its
requests lead, and what was found about it.
"""

from collections.abc import Iterator

from minik.diagnosis import relevance, way_misses
from minik.diagnosis.explanation import Explanation, Row
from minik.diagnosis.route_kinds import WAYS
from minik.diagnosis.view import title
from minik.diagnosis.way_overview import WayOverview, overview
from minik.diagnosis.way_resolution import WayResolution
from minik.kinds.ingress import fields as ingresses
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.wording import pluralize
from minik.ways import ingresses as ingress_ways
from minik.ways.decision import decide
from minik.ways.vocabulary import GATEWAY, LISTENER_SET

STOPPED = {
    "nothing-listens": "port",
    "wrong-protocol": "protocol",
    "not-accepted": "listener",
    "tls-refused": "TLS",
    "misdirected": "host",
    "no-rule": "rule",
    "no-backends": "backends",
    "weight-zero": "weight",
    "filter": "filter",
    "kind": "kind",
    "permission": "grant",
    "missing": "Service",
    "port": "port",
    "endpoints": "endpoints",
    "tls": "TLS",
    "policy": "policy",
    "entry": "entry",
}


def explain(cluster: Cluster, obj: Object) -> Explanation:
    """Explain an object that says where requests from outside go."""
    key, found = objects.key(obj), overview(cluster, obj)
    findings = tuple(
        one
        for one in relevance.findings_about(cluster, key)
        if one.object == key or one.object.kind not in WAYS
    )
    rows = tuple(map(row, found.ways))
    well = bool(rows) and all(one.works for one in rows)
    answer = Explanation(
        f"{title(key)}: {state(cluster, obj, found)}",
        ("request", "stopped by", "") if rows else ("", "", ""),
        rows,
        "" if rows else "no request leads here",
        findings,
        well and not relevance.problems(findings),
    )
    return relevance.with_all_clear(cluster, key, answer)


def row(one: WayResolution) -> Row:
    """Return where a request leads, or what it is stopped by."""
    way = one.way
    name = " ".join(
        [
            *([way.request.method] if way.request.method not in ("GET", "POST") else []),
            way.request.url,
        ]
    )
    headers = ", ".join(f"{key}: {value}" for key, value in way.request.headers)
    shown = f"{name} ({headers})" if headers else name
    if one.reason and not one.answers:
        return Row(shown, STOPPED.get(way.reason, way.reason), one.reason.text)
    if way.redirect:
        return Row(shown, "", f"{way.redirect.status} {way.redirect.location}", True)
    whom = ", ".join(
        f"svc/{share.target.reference.name}:{share.target.port}"
        for share in way.shares
        if not share.fails
    )
    if one.reason:
        failing = next(share.target.flaw for share in way.shares if share.fails)
        return Row(shown, STOPPED[failing], f"a part: {one.reason.text}")
    return Row(shown, "", whom, True)


def state(cluster: Cluster, obj: Object, found: WayOverview) -> str:
    """Return the state of an object in a line."""
    key = objects.key(obj)
    if key.kind == "Ingress":
        return ingress_state(cluster, obj, found)
    if key.kind in (GATEWAY, LISTENER_SET):
        return gateway_state(cluster, obj)
    return route_state(cluster, obj)


def ingress_state(cluster: Cluster, ingress: Object, found: WayOverview) -> str:
    """Return the class of an Ingress and how many of its paths lead somewhere."""
    name = ingress_ways.class_of(ingress)
    good = sum(one.answers for one in found.ways)
    served = "" if ingress_ways.served(cluster, ingress) else ", which no controller takes care of"
    named = f"class {name}" if name else "no class"
    count = pluralize(len(ingresses.rules(ingress)), "rule")
    return f"{named}{served}, {count}, {good} of {len(found.ways)} requests answered"


def gateway_state(cluster: Cluster, obj: Object) -> str:
    """Return the listeners of a Gateway or a ListenerSet, and how many of them take requests."""
    decision, key = decide(cluster), objects.key(obj)
    found = [
        one
        for gateway in decision.gateways
        for one in gateway.listeners
        if key in (one.owner, one.gateway)
    ]
    if not found:
        return "no controller takes care of it"
    good = sum(one.is_programmed for one in found)
    attached = sum(1 for one in found for _ in decision.attached(one))
    return f"{good} of {pluralize(len(found), 'listener')} take requests, {pluralize(attached, 'route')} attached"


def route_state(cluster: Cluster, route: Object) -> str:
    """Return to whom a route is attached, and to whom it is not."""
    return "; ".join(parents(cluster, route)) or "no parent of it is there"


def parents(cluster: Cluster, route: Object) -> Iterator[str]:
    for parent in decide(cluster).of_route(objects.key(route)):
        name = way_misses.name_of(parent.target)
        if parent.is_accepted:
            yield f"attached to {name}"
        else:
            yield f"not attached to {name}: {way_misses.REFUSALS[parent.reason]}"
