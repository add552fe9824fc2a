"""Why no rule takes a request, by what comes nearest: a listener at another port, a route that is not
attached, an Ingress that no controller serves, a host or a path that is nearly right.
"""

from collections.abc import Callable, Iterator, Sequence

from minik.diagnosis.reason import Reason
from minik.diagnosis.view import first_few
from minik.kinds.ingress import fields as ingresses
from minik.light_typing import TypeAlias
from minik.model import object as objects
from minik.model import shell
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.ways import hosts
from minik.ways import ingresses as ingress_ways
from minik.ways.attachment import Parent
from minik.ways.decision import Decision, decide
from minik.ways.listeners import Listener
from minik.ways.request import PORTS, Request
from minik.ways.vocabulary import GATEWAY, GATEWAY_CLASS
from minik.ways.way import Way

Find: TypeAlias = Callable[[Cluster, Way], Iterator[Reason]]
SCHEMES = {"HTTP": "http", "HTTPS": "https", "TLS": "tls", "TCP": "tcp", "UDP": "udp"}
PATHS = {"Exact": "exactly ", "RegularExpression": "the pattern "}
REFUSALS = {
    "NoMatchingParent": "its parent has no listener of that name or port",
    "NotAllowedByListeners": "no listener of its parent takes routes of its kind or namespace",
    "NoMatchingListenerHostname": "no listener of its parent has a host name in common with it",
    "RouteConflict": "an older route of another kind has its host names",
}


def reasons(cluster: Cluster, way: Way) -> Iterator[Reason]:
    """Yield why nobody takes a request, the likeliest reason first."""
    yield from MISSES.get(way.reason, no_rule)(cluster, way)


def name_of(key: Key) -> str:
    """Return an object as people type it: `httproute/web -n shop`."""
    kind = key.kind.partition(".")[0].lower()
    return " ".join(
        [
            f"{'ing' if kind == 'ingress' else kind}/{key.name}",
            *(["-n", key.namespace] if key.namespace else []),
        ]
    )


def nothing_listens(cluster: Cluster, way: Way) -> Iterator[Reason]:
    """Yield why nothing listens at the port: other ports, classes that are not there, nothing at all."""
    request = way.request
    yield from unserved(cluster, request)
    yield from waiting_gateways(cluster)
    others = [one for gateway in decide(cluster).gateways for one in gateway.listeners]
    best = sorted(
        (one for one in others if one.is_programmed and hosts.covers(one.hostname, request.host)),
        key=lambda one: (one.protocol not in ("HTTP", "HTTPS"), one.port),
    )
    if best:
        found = [f"{one.port} ({one.protocol})" for one in best]
        ports = first_few(list(dict.fromkeys(found)))
        text = f"nothing listens at port {request.port}; {name_of(best[0].gateway)} does at {ports}"
        yield Reason(text, f"minik resolve {shell.quote(url_at(request, best[0]))}")
    yield Reason(
        f"no Gateway and no Ingress controller of the cluster listens at port {request.port}"
    )


def url_at(request: Request, listener: Listener) -> str:
    """Return the URL of a request at a listener."""
    scheme = SCHEMES[listener.protocol]
    port = "" if PORTS.get(scheme) == listener.port else f":{listener.port}"
    path = request.path if scheme.startswith("http") else ""
    return f"{scheme}://{request.host}{port}{path}"


def unserved(cluster: Cluster, request: Request) -> Iterator[Reason]:
    """Yield the Ingresses that have a rule for the host, and that no controller takes care of."""
    for ingress in cluster.of("Ingress"):
        known = any(ingress_ways.hosts_for(ingress, request.host))
        named = ingresses.class_name(ingress)
        if not known or ingress_ways.served(cluster, ingress):
            continue
        name = name_of(objects.key(ingress))
        existing = [objects.name(one) for one in cluster.of("IngressClass")]
        if named:
            text = (
                f'{name} has a rule for {request.host}, and its IngressClass "{named}" is not there'
            )
        else:
            text = f"{name} has a rule for {request.host}, and no IngressClass: it names none, and got none by default"
        fix = ""
        if len(existing) == 1:
            target = shell.target("ing", objects.name(ingress), objects.namespace(ingress))
            change = f'{{"spec":{{"ingressClassName":"{existing[0]}"}}}}'
            fix = shell.command("patch", *target, "-p", change)
        yield Reason(text, fix)


def waiting_gateways(cluster: Cluster) -> Iterator[Reason]:
    """Yield the Gateways whose class is not there."""
    for gateway in cluster.of(GATEWAY):
        named = str(objects.spec(gateway).get("gatewayClassName"))
        if cluster.get(GATEWAY_CLASS, "", named) is None:
            yield Reason(
                f'{name_of(objects.key(gateway))} waits for a controller: there is no GatewayClass "{named}"'
            )


def wrong_protocol(cluster: Cluster, way: Way) -> Iterator[Reason]:
    """Yield what the port speaks."""
    request = way.request
    if way.entrance is None:
        return
    if way.entrance.key.kind == "IngressClass":
        scheme = "http" if request.port == PORTS["http"] else "https"
        text = f"port {request.port} of the Ingress controller speaks {scheme.upper()}"
        yield Reason(
            text, f"minik resolve {shell.quote(f'{scheme}://{request.host}{request.path}')}"
        )
        return
    for gateway in decide(cluster).gateways:
        for one in gateway.listeners:
            if one.port == request.port and objects.key(gateway.object) == way.entrance.key:
                text = f"port {request.port} of {name_of(way.entrance.key)} speaks {one.protocol}"
                yield Reason(text, f"minik resolve {shell.quote(url_at(request, one))}")


def not_accepted(cluster: Cluster, way: Way) -> Iterator[Reason]:
    """Yield why the listeners at the port take no requests."""
    for gateway in decide(cluster).gateways:
        if way.entrance is None or objects.key(gateway.object) != way.entrance.key:
            continue
        name = name_of(way.entrance.key)
        if gateway.refusal:
            yield Reason(f"{name} is not accepted: {gateway.refusal}")
        for one in gateway.listeners:
            if one.port == way.request.port and not one.is_programmed:
                accepted = one.accepted_reason
                why = accepted if accepted != "Accepted" else one.resolved_reason
                yield Reason(f"listener {one.name} of {name} takes no requests: {why}")


def tls_refused(cluster: Cluster, way: Way) -> Iterator[Reason]:
    """Yield why the handshake fails: no listener for the name, or a certificate is asked for."""
    entrance, request = way.entrance, way.request
    if entrance and entrance.listener:
        yield Reason(
            f"listener {entrance.listener} of {name_of(entrance.key)} asks the client for a certificate"
        )
        return
    known = [
        one.hostname or "*"
        for gateway in decide(cluster).gateways
        if entrance and objects.key(gateway.object) == entrance.key
        for one in gateway.listeners
        if one.port == request.port and one.is_programmed
    ]
    yield Reason(
        f"no listener at port {request.port} is for {request.server}; they are for {first_few(known)}"
    )


def misdirected(_: Cluster, way: Way) -> Iterator[Reason]:
    yield Reason(
        f"the connection was opened for {way.request.server}, and {way.request.host} belongs to another listener"
    )


def no_rule(cluster: Cluster, way: Way) -> Iterator[Reason]:
    """Yield why none of the rules takes the request: what comes nearest."""
    decision, request = decide(cluster), way.request
    if way.entrance is not None and way.entrance.key.kind == "Service":
        name = name_of(way.entrance.key)
        yield Reason(
            f"none of the routes of a service mesh for {name} takes it, so the mesh answers 404"
        )
        return
    yield from refused_routes(decision, request)
    yield from unserved(cluster, request)
    if way.entrance is None:
        return
    if way.entrance.key.kind == "IngressClass":
        yield from near_paths_of_ingresses(cluster, request, way.entrance.key.name)
    yield from near_paths_of_routes(decision, way)
    known = first_few(sorted(known_hosts(decision, cluster, way)), 4)
    yield Reason(
        f"nothing at {name_of(way.entrance.key)} is for host {request.host}"
        + (f"; there is {known}" if known else "")
    )


def refused_routes(decision: Decision, request: Request) -> Iterator[Reason]:
    """Yield the routes that name the host and are not attached."""
    for parent in decision.parents:
        named = [str(one) for one in objects.read_list(parent.route, "spec.hostnames")]
        if parent.is_accepted or not any(hosts.covers(one, request.host) for one in named):
            continue
        others = [one for one in decision.of_route(objects.key(parent.route)) if one.is_accepted]
        if not others:
            name = name_of(objects.key(parent.route))
            yield Reason(
                f"{name} is for {request.host}, and is not attached: {REFUSALS[parent.reason]}"
            )


def near_paths_of_ingresses(cluster: Cluster, request: Request, name: str) -> Iterator[Reason]:
    """Yield the paths that the Ingresses of a class have for the host."""
    paths, about = list[str](), ""
    for ingress in cluster.of("Ingress"):
        if ingress_ways.class_of(ingress) != name:
            continue
        for rule in ingresses.rules(ingress):
            if hosts.covers_one_label(str(rule.get("host") or ""), request.host):
                about = about or name_of(objects.key(ingress))
                paths += [str(path.get("path") or "/") for path in ingresses.paths(rule)]
    if paths:
        found = first_few(list(dict.fromkeys(paths)), 5)
        yield Reason(f"{about} has no path for {request.path} at {request.host}; it has {found}")


def near_paths_of_routes(decision: Decision, way: Way) -> Iterator[Reason]:
    """Yield what the routes that are attached ask of a request for the host."""
    entrance = way.entrance
    for gateway in decision.gateways:
        for listener in gateway.listeners:
            if entrance is None or (listener.owner, listener.name) != (
                entrance.owner,
                entrance.listener,
            ):
                continue
            found = [
                parent
                for parent, common in decision.attached(listener)
                if any(hosts.covers(one, way.request.host) for one in common)
            ]
            if found:
                yield near_path(found, way.request)


def near_path(found: Sequence[Parent], request: Request) -> Reason:
    """Return what routes for the host of a request ask for."""
    names = first_few([name_of(objects.key(parent.route)) for parent in found])
    wanted = [text for parent in found for text in matches_of(parent.route)]
    asks = first_few(list(dict.fromkeys(wanted)), 4)
    return Reason(f"no rule of {names} takes {request.method} {request.path}; they take {asks}")


def matches_of(route: Object) -> Iterator[str]:
    """Yield what the matches of a route ask for, in words."""
    for rule in objects.read_list(route, "spec.rules"):
        for match in rule.get("matches") or [{}]:
            path, method = match.get("path") or {}, match.get("method")
            if isinstance(method, dict):
                yield "/".join(str(method.get(one) or "*") for one in ("service", "method"))
                continue
            kind = PATHS.get(str(path.get("type")), "")
            words = [f"{method} " if method else "", kind, str(path.get("value") or "/")]
            extra = [
                one.get("name")
                for one in (*(match.get("headers") or ()), *(match.get("queryParams") or ()))
            ]
            yield "".join(words) + (
                f" with {first_few([str(one) for one in extra])}" if extra else ""
            )


def known_hosts(decision: Decision, cluster: Cluster, way: Way) -> set[str]:
    """Return the host names that an entrance knows."""
    key = way.entrance.key if way.entrance else None
    found = {
        host
        for gateway in decision.gateways
        if objects.key(gateway.object) == key
        for listener in gateway.listeners
        for _, common in decision.attached(listener)
        for host in common
    }
    for ingress in cluster.of("Ingress"):
        if key and key.kind == "IngressClass" and ingress_ways.class_of(ingress) == key.name:
            found |= {str(rule.get("host") or "") for rule in ingresses.rules(ingress)}
    return found - {""}


MISSES: dict[str, Find] = {
    "nothing-listens": nothing_listens,
    "wrong-protocol": wrong_protocol,
    "not-accepted": not_accepted,
    "tls-refused": tls_refused,
    "misdirected": misdirected,
    "no-rule": no_rule,
}
