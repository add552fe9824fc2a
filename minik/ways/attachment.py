"""Which routes are attached to which listeners, and why others are not.

Upstream rules: Gateway API `shared_types.go` (ParentReference), `gateway_types.go` (AllowedRoutes), and
`grpcroute_types.go` (an HTTPRoute and a GRPCRoute with a host in common: the older one wins).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object
from minik.ways import gateways, hosts, understanding
from minik.ways.gateways import Gateway
from minik.ways.listeners import HTTP_KINDS, Listener
from minik.ways.vocabulary import GATEWAY, GROUP, LISTENER_SET, ROUTES, age, reference

ACCEPTED, CONFLICT = "Accepted", "RouteConflict"


class Parent(NamedTuple):
    """One parentRef of a route, and what came of it.

    `reason`: Accepted, NoMatchingParent, NotAllowedByListeners, NoMatchingListenerHostname or
    RouteConflict. `by_kind`: it is the kind of the route that no listener takes. `hostnames` are the host names in common, a tuple a listener, in their order.
    """

    route: Object
    value: Mapping[str, Any]
    gateway: Gateway
    target: Key
    reason: str
    listeners: tuple[Listener, ...] = ()
    hostnames: tuple[tuple[str, ...], ...] = ()
    by_kind: bool = False

    @property
    def is_accepted(self) -> bool:
        return self.reason == ACCEPTED


def find_all(cluster: Cluster, found: Sequence[Gateway]) -> list[Parent]:
    """Return every parentRef of every route that refers to one of these Gateways or its sets."""
    by_key = {objects.key(one.object): (one, one.own) for one in found}
    for one in found:
        for part in one.sets:
            by_key[objects.key(part.object)] = one, part.listeners if part.allowed else ()
    parents = [
        attach(cluster, route, value, *by_key[key], key)
        for kind in ROUTES
        for route in sorted(understanding.of(cluster, kind), key=age)
        for value, key in parent_keys(route)
        if key in by_key
    ]
    return list(_without_conflicts(parents))


def parent_keys(route: Object) -> Iterator[tuple[Mapping[str, Any], Key]]:
    """Yield each parentRef of a route to a Gateway or a ListenerSet, and whom it means."""
    for value in objects.read_list(route, "spec.parentRefs"):
        target = reference(value, objects.namespace(route), group=GROUP, kind="Gateway")
        if target.key.kind in (GATEWAY, LISTENER_SET):
            yield value, target.key


def attach(
    cluster: Cluster,
    route: Object,
    value: Mapping[str, Any],
    gateway: Gateway,
    listeners: Sequence[Listener],
    target: Key,
) -> Parent:
    """Return what comes of a parentRef of a route, given the listeners of whom it refers to."""
    parent = Parent(route, value, gateway, target, ACCEPTED)
    section, port = value.get("sectionName"), value.get("port")
    named = [
        one for one in listeners if section in (None, "", one.name) and port in (None, one.port)
    ]
    if not named:
        return parent._replace(reason="NoMatchingParent")
    fitting = [one for one in named if route["kind"] in one.kinds]
    if not fitting:
        return parent._replace(reason="NotAllowedByListeners", by_kind=True)
    open_ones = [one for one in fitting if admits(cluster, one, objects.namespace(route))]
    if not open_ones:
        return parent._replace(reason="NotAllowedByListeners")
    pairs = [(one, common_hosts(one, route)) for one in open_ones]
    matching = [(one, common) for one, common in pairs if common]
    if not matching:
        return parent._replace(reason="NoMatchingListenerHostname")
    return parent._replace(
        listeners=tuple(one for one, _ in matching),
        hostnames=tuple(common for _, common in matching),
    )


def admits(cluster: Cluster, listener: Listener, namespace: str) -> bool:
    """Return whether a listener lets in routes of a namespace; by default those of its own."""
    rule = (listener.value.get("allowedRoutes") or {}).get("namespaces") or {}
    return gateways.lets_in(cluster, rule, listener.owner.namespace, namespace, default="Same")


def common_hosts(listener: Listener, route: Object) -> tuple[str, ...]:
    """Return the host names that a listener and a route both take; () for none."""
    wanted = objects.read_list(route, "spec.hostnames") or [""]
    common = (hosts.in_common(listener.hostname, str(one)) for one in wanted)
    return tuple(one for one in common if one is not None)


def _without_conflicts(parents: Iterable[Parent]) -> Iterator[Parent]:
    """Yield the parents, with an HTTPRoute or a GRPCRoute refused at listeners where an older route of
    the other kind has a host in common with it.
    """
    taken: dict[tuple[Key, str], list[tuple[str, str]]] = {}
    ordered = sorted(parents, key=lambda one: (*age(one.route), one.route["kind"]))
    for parent in ordered:
        kind, lost = parent.route["kind"], set[int]()
        for index, listener in enumerate(parent.listeners if kind in HTTP_KINDS else ()):
            place = taken.setdefault((listener.owner, listener.name), [])
            for host in parent.hostnames[index]:
                rivals = [one for other, one in place if other != kind]
                if any(hosts.in_common(host, one) is not None for one in rivals):
                    lost.add(index)
            if index not in lost:
                place += [(kind, host) for host in parent.hostnames[index]]
        yield _keep(parent, lost) if lost else parent


def _keep(parent: Parent, lost: set[int]) -> Parent:
    """Return a parent without the listeners that it lost; refused where nothing is left."""
    kept = [index for index in range(len(parent.listeners)) if index not in lost]
    return parent._replace(
        reason=ACCEPTED if kept else CONFLICT,
        listeners=tuple(parent.listeners[index] for index in kept),
        hostnames=tuple(parent.hostnames[index] for index in kept),
    )
