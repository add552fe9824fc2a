"""Where a URL, or the requests of an object, lead, for JSON and YAML: docs/schemas/resolve-url.json and
resolve-way.json.
"""

from minik.diagnosis.way_overview import WayOverview
from minik.diagnosis.way_resolution import WayResolution
from minik.light_typing import Any
from minik.model.object import Key
from minik.render import documents
from minik.ways.backends import Endpoint, Target
from minik.ways.way import Share, Way


def render(resolution: WayResolution, output: str) -> str:
    """Render where a URL leads as json or yaml."""
    return documents.render(document(resolution), output)


def render_overview(overview: WayOverview, output: str) -> str:
    """Render where the requests of an object lead as json or yaml."""
    made = {
        "target": reference(overview.target),
        "answers": overview.answers,
        "ways": [document(one) for one in overview.ways],
    }
    return documents.render(made, output)


def document(resolution: WayResolution) -> dict[str, Any]:
    """Return where a URL leads: null, "" or [] where there is nothing."""
    way, reason = resolution.way, resolution.reason
    return {
        "url": way.request.url,
        "method": way.request.method,
        "answers": resolution.answers,
        "entrance": entrance(way),
        "listener": listener(way),
        "rule": rule(way),
        "backends": [share(one) for one in way.shares],
        "redirect": way.redirect._asdict() if way.redirect else None,
        "rewrite": dict(way.rewrite) or None,
        "effects": {name: dict(value) for name, value in way.effects},
        "mirrors": [target(one) for one in way.mirrors],
        "status": way.status if way.reason else None,
        "code": way.reason,
        "reason": reason.text if reason else "",
        "fix": reason.fix if reason else "",
        "alsoAnswers": [entrance(one) for one in resolution.others if one.answers],
    }


def entrance(way: Way) -> dict[str, Any] | None:
    """Return who takes a request; None for nobody."""
    if way.entrance is None:
        return None
    return {**reference(way.entrance.key), "addresses": list(way.entrance.addresses)}


def listener(way: Way) -> dict[str, Any] | None:
    """Return the listener that takes a request; None without one."""
    if way.entrance is None or way.entrance.owner is None:
        return None
    return {**reference(way.entrance.owner), "listener": way.entrance.listener}


def rule(way: Way) -> dict[str, Any] | None:
    """Return the rule that takes a request; None if none does. A default backend is rule -1."""
    if way.place is None:
        return None
    place = way.place
    return {
        **reference(place.key),
        "rule": place.rule,
        "match": place.match,
        "host": place.host,
        "path": place.path,
    }


def reference(key: Key) -> dict[str, Any]:
    """Return an object's kind, namespace and name."""
    return {
        "kind": key.kind.partition(".")[0],
        "namespace": key.namespace,
        "name": key.name,
    }


def share(one: Share) -> dict[str, Any]:
    """Return a share: who gets it, or the status with which it fails."""
    weight = round(one.percent, 4)
    if one.fails:
        return {
            "status": one.status,
            "weight": weight,
            "code": one.target.flaw,
            "of": target(one.target),
        }
    endpoints = [endpoint(each) for each in one.target.endpoints]
    made = {**target(one.target), "weight": weight, "endpoints": endpoints}
    if one.rewrite:
        made["rewrite"] = dict(one.rewrite)
    if one.effects:
        made["effects"] = {name: dict(value) for name, value in one.effects}
    return made


def endpoint(one: Endpoint) -> dict[str, Any]:
    """Return an endpoint, and the policies that keep the gateway from it."""
    made = one._asdict()
    closed = made.pop("closed")
    return {**made, "closedBy": list(closed)}


def target(one: Target) -> dict[str, Any]:
    """Return a backend: namespace, Service and port, or another kind of object."""
    what = "service" if one.reference.kind == "Service" else "name"
    made = {"namespace": one.reference.namespace, what: one.reference.name, "port": one.port}
    return made if what == "service" else {"kind": one.reference.kind, **made}
