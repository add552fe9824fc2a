"""The way of a request through a Gateway: its listener, the rule, the filters, the backends.

Upstream rules: Gateway API `gateway_types.go` (a request belongs to the most specific listener alone),
`httproute_types.go` (backends that do not resolve answer 500 for their share).
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.ip import is_address
from minik.ways import backends, filters, hosts, routes, rules
from minik.ways.backends import Target
from minik.ways.decision import Decision
from minik.ways.gateways import Gateway
from minik.ways.listeners import Listener
from minik.ways.request import Request
from minik.ways.rules import Match
from minik.ways.way import Entrance, Place, Share, Way, failure, status_of

CLEAR, SECURE = ("HTTP",), ("HTTPS", "TLS")
# scheme of a request → protocols of the listeners that understand it
PROTOCOLS = {"tcp": ("TCP",), "udp": ("UDP",), "tls": ("TLS", "HTTPS")}
ORDER = {"HTTP": ("HTTPRoute", "GRPCRoute"), "HTTPS": ("HTTPRoute", "GRPCRoute")}
GRPC_ORDER = ("GRPCRoute", "HTTPRoute")
PREFLIGHT = 200


def find(decision: Decision, request: Request) -> Iterator[Way]:
    """Yield what becomes of a request at each Gateway at whose port something listens."""
    for gateway in decision.gateways:
        addresses = tuple(str(one.get("value") or "") for one in gateway.addresses)
        way = Way(request, Entrance(objects.key(gateway.object), addresses))
        at_port = [
            one
            for one in gateway.listeners
            if one.port == request.port and (one.protocol == "UDP") == (request.scheme == "udp")
        ]
        if not at_port:
            continue
        ready = [one for one in at_port if one.is_programmed] if not gateway.refusal else []
        fitting = [one for one in ready if one.protocol in protocols(request)]
        if not fitting:
            reason = "wrong-protocol" if ready else "not-accepted"
            yield failure(way, reason)._replace(claim=(0, 1 if ready else 0))
        else:
            yield at_listener(decision, gateway, way, fitting)


def protocols(request: Request) -> Sequence[str]:
    """Return the protocols of the listeners that understand a request."""
    return PROTOCOLS.get(request.scheme) or (SECURE if request.is_secure else CLEAR)


def most_specific(listeners: Sequence[Listener], host: str) -> Listener | None:
    """Return the listener to which a host name belongs."""
    return max(
        (one for one in listeners if hosts.covers(one.hostname, host)),
        key=lambda one: hosts.rank(one.hostname),
        default=None,
    )


def server_name(request: Request) -> str:
    """Return the name that a client sends before it speaks TLS; none for an address."""
    return "" if is_address(request.server) else request.server


def at_listener(decision: Decision, gateway: Gateway, way: Way, fitting: Sequence[Listener]) -> Way:
    """Return what becomes of a request at the listeners of one port that understand it."""
    request = way.request
    first = most_specific(fitting, server_name(request) if request.is_secure else request.host)
    if first is None:
        code = "tls-refused" if request.is_secure else "no-rule"
        return failure(way, code)._replace(claim=(1,))
    entrance = (way.entrance or Entrance(objects.key(gateway.object)))._replace(
        listener=first.name, owner=first.owner
    )
    way = way._replace(entrance=entrance, raw=first.protocol not in ("HTTP", "HTTPS"))
    if first.asks_client:
        return failure(way, "tls-refused")._replace(claim=(2, *hosts.rank(first.hostname)))
    if request.is_secure and not way.raw and most_specific(fitting, request.host) != first:
        return failure(way, "misdirected")._replace(claim=(2, *hosts.rank(first.hostname)))
    return by_routes(decision, gateway, way, first)


def by_routes(decision: Decision, gateway: Gateway, way: Way, listener: Listener) -> Way:
    """Return what the routes of a listener make of a request."""
    attached = decision.attached_for(listener, way.request.host)
    known = [rules.host_of(common, way.request) for _, common in attached]
    names = [one for one in known if one is not None]
    claim = max([hosts.rank(one) for one in [*names, listener.hostname]])
    for kind in kinds(way.request, listener):
        match = rules.choose(routes.of_kind(kind), attached, way.request)
        if match is not None:
            return by_rule(decision, way, listener.port, match)._replace(claim=(2, *claim, 1))
    return failure(way, "no-rule")._replace(claim=(2 if any(claim) else 1, *claim, 0))


def kinds(request: Request, listener: Listener) -> Sequence[str]:
    """Return the kinds of routes that a request is shown to, in order."""
    if listener.protocol not in ORDER:
        return listener.kinds
    return GRPC_ORDER if request.is_grpc else ORDER[listener.protocol]


def by_rule(decision: Decision, way: Way, port: int, match: Match) -> Way:
    """Return what a rule makes of a request: a redirect, or a share for each backend. `port` is that at
    which the request came.
    """
    request, rule = way.request, match.rule
    path = str((match.match.get("path") or {}).get("value") or "")
    key = objects.key(match.route)
    way = way._replace(place=Place(key, match.number, path, match.host, match.match_number))
    given = rule.get("filters") or ()
    kind, namespace = match.route["kind"], objects.namespace(match.route)
    # a service mesh changes the ways to a Service that is there for all: no grant is asked for (GEP-1294)
    is_mesh = way.entrance is not None and way.entrance.key.kind == "Service"
    find_target = partial(decision.target, kind=kind, namespace=namespace, granted=is_mesh)
    mirrors = [
        find_target(one.get("backendRef") or {}) for one in filters.of_type(given, filters.MIRROR)
    ]
    way = way._replace(mirrors=tuple(mirrors), effects=filters.side_effects(given, rule))
    if any(filters.of_type(given, filters.EXTENSION)):
        return failure(way, "filter")
    redirect = filters.redirect(given, request, match.match, port)
    if redirect:
        return way._replace(redirect=redirect)
    if is_preflight(given, request):
        return way._replace(status=PREFLIGHT, reason="preflight")
    targets = [find_target(value) for value in rule.get("backendRefs") or ()]
    if not targets:
        return failure(way, "no-backends")
    return to_backends(way, targets, given, match, port)


def is_preflight(given: Sequence[Mapping[str, Any]], request: Request) -> bool:
    """Return whether the gateway answers a browser's question about another origin by itself."""
    asks = request.method == "OPTIONS" and request.header("access-control-request-method")
    return bool(asks) and any(one.get("type") == filters.CORS for one in given)


def to_backends(
    way: Way,
    targets: Sequence[Target],
    given: Sequence[Mapping[str, Any]],
    match: Match,
    port: int,
) -> Way:
    """Return a way that ends at the backends of a rule, each with its share."""
    way = with_shares(way, targets)
    used = [share.target for share in way.shares if not share.fails]
    if len(used) > 1:
        changes = (with_own_filters(share, way.request, given, match) for share in way.shares)
        way = way._replace(shares=tuple(changes))
    own = used[0].value.get("filters") or () if len(used) == 1 else ()
    redirect = filters.redirect(own, way.request, match.match, port)
    if redirect:
        return way._replace(redirect=redirect, shares=())
    changed = filters.rewrite([*given, *own], way.request, match.match)
    effects = filters.side_effects([*own, *given], match.rule)
    return way._replace(rewrite=tuple(sorted(changed.items())), effects=effects)


def with_own_filters(
    share: Share, request: Request, given: Sequence[Mapping[str, Any]], match: Match
) -> Share:
    """Return a share of several with what its own filters change, before those of the rule do."""
    own = share.target.value.get("filters") or ()
    if share.fails or not own:
        return share
    changed = filters.rewrite([*given, *own], request, match.match)
    effects = filters.side_effects([*own, *given], match.rule)
    return share._replace(rewrite=tuple(sorted(changed.items())), effects=effects)


def with_shares(way: Way, targets: Sequence[Target]) -> Way:
    """Return a way with the shares of its backends; it fails where none of them answers."""
    shares = tuple(
        Share(target, percent, status_of(way, target.flaw))
        for target, percent in zip(targets, backends.percentages(targets))
        if percent
    )
    way = way._replace(shares=shares)
    if not shares:
        return failure(way, "weight-zero")
    return way if way.answers else failure(way, shares[0].target.flaw)
