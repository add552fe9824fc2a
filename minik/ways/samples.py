"""Requests that a rule asks for: one for each host and match of a route, or host and path of an Ingress.

A wildcard host is asked with the label `any`; of a regular expression only its text is known.
"""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote, urlencode

from minik.kinds.ingress import fields as ingresses
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object
from minik.ways import hosts
from minik.ways.decision import Decision
from minik.ways.listeners import Listener
from minik.ways.request import PORTS, Request, parse
from minik.ways.vocabulary import GATEWAY, LISTENER_SET

SCHEMES = {"HTTP": "http", "HTTPS": "https", "TLS": "tls", "TCP": "tcp", "UDP": "udp"}
ANY_HOST, ANY_LABEL = "any.example", "any"
MOST = 50


def of_object(decision: Decision, obj: Object) -> list[Request]:
    """Return the requests that an Ingress, a route, a Gateway or a ListenerSet is for; at most MOST."""
    key = objects.key(obj)
    if key.kind == "Ingress":
        found = of_ingress(obj)
    elif key.kind in (GATEWAY, LISTENER_SET):
        found = of_listeners(decision, obj)
    else:
        found = of_route(decision, obj)
    made = {(one.url, one.method, one.headers): one for one, _ in zip(found, range(MOST))}
    return list(made.values())


def of_ingress(ingress: Object) -> Iterator[Request]:
    """Yield a request for each path of an Ingress, by TLS where its host is named there."""
    secure = {
        str(host)
        for tls in objects.read_list(ingress, "spec.tls")
        for host in tls.get("hosts") or ()
    }
    for rule in ingresses.rules(ingress):
        host = str(rule.get("host") or "")
        scheme = "https" if host in secure else "http"
        for path in ingresses.paths(rule):
            yield parse(f"{scheme}://{concrete(host)}{quoted(str(path.get('path') or '/'))}")
    if ingresses.default_backend(ingress) and not ingresses.rules(ingress):
        yield parse(f"http://{ANY_HOST}/")


def of_listeners(decision: Decision, owner: Object) -> Iterator[Request]:
    """Yield the requests that the routes of the listeners of a Gateway or a ListenerSet are for."""
    key = objects.key(owner)
    for gateway in decision.gateways:
        for listener in gateway.listeners:
            if key in (listener.owner, listener.gateway):
                for parent, common in decision.attached(listener):
                    yield from of_rules(parent.route, listener, common)


def of_route(decision: Decision, route: Object) -> Iterator[Request]:
    """Yield the requests that a route is for, at each listener to which it is attached."""
    for parent in decision.of_route(objects.key(route)):
        for listener, common in zip(parent.listeners, parent.hostnames):
            yield from of_rules(parent.route, listener, common)


def of_rules(route: Object, listener: Listener, common: Sequence[str]) -> Iterator[Request]:
    """Yield a request for each host and match of a route at a listener."""
    for host in common:
        start = place(listener, host, grpc=route["kind"] == "GRPCRoute")
        if listener.protocol not in ("HTTP", "HTTPS"):
            yield parse(start)
            continue
        for rule in objects.read_list(route, "spec.rules"):
            for match in rule.get("matches") or [{}]:
                yield of_match(start, match)


def place(listener: Listener, host: str, *, grpc: bool = False) -> str:
    """Return the URL of a host at a listener, without a path."""
    scheme = SCHEMES[listener.protocol]
    if grpc:
        scheme = {"http": "grpc", "https": "grpcs"}.get(scheme, scheme)
    port = "" if PORTS.get(scheme) == listener.port else f":{listener.port}"
    return f"{scheme}://{concrete(host)}{port}"


def of_match(start: str, match: Mapping[str, Any]) -> Request:
    """Return a request that a match asks for."""
    method, path = match.get("method"), str((match.get("path") or {}).get("value") or "/")
    if isinstance(method, dict):
        path = f"/{method.get('service') or 'Service'}/{method.get('method') or 'Method'}"
    pairs = [(one.get("name"), one.get("value")) for one in match.get("queryParams") or ()]
    query = f"?{urlencode(pairs)}" if pairs else ""
    headers = [f"{one.get('name')}: {one.get('value')}" for one in match.get("headers") or ()]
    return parse(
        f"{start}{quoted(path)}{query}", headers, method if isinstance(method, str) else ""
    )


def concrete(host: str) -> str:
    """Return a host name for which a pattern stands."""
    if not host:
        return ANY_HOST
    return f"{ANY_LABEL}{host[1:]}" if host.startswith(hosts.WILDCARD) else host


def quoted(path: str) -> str:
    """Return a path as it can stand in a URL."""
    return quote(path if path.startswith("/") else f"/{path}", safe="/%:@!$&'()*+,;=~-._")
