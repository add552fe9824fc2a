"""Routes: from every address at which a Service is reached to its backends, as one node decides.

They are read from the very service ports that a mode programs, so what `resolve` shows is what the
rules do. A Service without a cluster IP (headless, ExternalName) has no route: clients find its
backends by DNS alone.
"""

from collections.abc import Iterator
from enum import StrEnum

from minik.endpoints.service_backends import service_families
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import node_view
from minik.proxy.addresses import of_family
from minik.proxy.backends import Backend, NotUsed, choose
from minik.proxy.clients import Client, is_admitted
from minik.proxy.mode import Mode
from minik.proxy.packets import lies_in
from minik.proxy.service_ports import ServicePort, ports_of, seen_from

Entry: TypeAlias = tuple[str, str, int, Object | None]


class Refusal(StrEnum):
    """What a client meets at an entry without a usable backend; NONE where there is one."""

    NONE = ""
    REJECTED = "rejected"
    DROPPED = "dropped"
    UNREACHABLE = "unreachable"
    UNANSWERED = "unanswered"  # it is sent, but the reply is not what the client waits for
    DENIED = "denied"  # the rules send it, and NetworkPolicies keep it from every backend
    UNTRANSLATED = "untranslated"  # it is sent to a cluster IP, which no host has


class Route(NamedTuple):
    """One address and port at which a client enters. `entry` is its kind: ClusterIP, NodePort,
    ExternalIP or LoadBalancer; the address of a node port is a node's. `service_port` is the number
    that the Service has for it.

    `refusal` is "", `rejected` (no backend at all), `dropped` (no backend on this node) or another.
    `affinity` is in seconds, 0 for none. `policy` is the traffic policy that applies at this entry:
    Cluster or Local. `is_proxied`: the load balancer answers there, at an address or a host name, and hands on
    to node ports.
    """

    namespace: str
    service: str
    port_name: str
    protocol: str
    service_port: int
    entry: str
    address: str
    port: int
    policy: str
    affinity: int
    source_ranges: tuple[str, ...]
    backends: tuple[Backend, ...]
    not_used: tuple[tuple[Backend, NotUsed], ...]
    refusal: Refusal
    is_proxied: bool = False


def routes(
    cluster: Cluster,
    service: Object,
    mode: Mode,
    node: Object | None = None,
    client: Client | None = None,
) -> Iterator[Route]:
    """Yield every route to one Service, for a mode, a node and a client; without a node, as the
    whole cluster sees it.
    """
    first = next(iter(service_families(service)), "IPv4")
    families = [
        list(ports_of(cluster, service, node, family)) for family in service_families(service)
    ]
    for ports in zip(*filter(None, families), strict=True):
        for port in ports:
            for entry, address, number, host in entries(cluster, port, node, mode):
                decided = port if host is node else seen_from(port, host)
                short_cut = takes_short_cut(entry, mode, client, host, cluster)
                route = _route(decided, (entry, address, number, host), mode, client, short_cut)
                yield _without_cluster_ips(route, cluster)
            yield from balancer_routes(service, port, mode, client, by_name=port.family == first)


def balancer_routes(
    service: Object, port: ServicePort, mode: Mode, client: Client | None, *, by_name: bool
) -> Iterator[Route]:
    """Yield the routes by addresses at which the load balancer itself answers (ipMode Proxy), or by its
    names, if it has no address. No node has a rule for them: it hands on to the node ports of those
    nodes whose health check passes, so that every usable backend is reached, with Local too, for
    whoever asks.
    """
    names = services.load_balancer_hostnames(service) if by_name else ()
    for address in (*of_family(services.proxied_ips(service), port.family), *names):
        everywhere = port._replace(cluster=choose(port.endpoints, None, local=False))
        everywhere = everywhere._replace(local=everywhere.cluster)
        route = _route(everywhere, ("LoadBalancer", address, port.port, None), mode, client, False)
        yield route._replace(is_proxied=True)


def entries(
    cluster: Cluster, port: ServicePort, node: Object | None, mode: Mode
) -> Iterator[Entry]:
    """Yield the kind, address and port of each entry to a service port, and the node whose rules
    decide (None: any).
    """
    yield "ClusterIP", port.cluster_ip, port.port, node
    yield from (("ExternalIP", address, port.port, node) for address in port.external_ips)
    yield from (("LoadBalancer", address, port.port, node) for address in port.load_balancer_ips)
    if port.node_port:
        for host in [node] if node is not None else cluster.of("Node"):
            view = node_view.view(cluster, host, port.family)
            for address in mode.node_port_addresses(view):
                yield "NodePort", address, port.node_port, host


def takes_short_cut(
    entry: str, mode: Mode, client: Client | None, host: Object | None, cluster: Cluster
) -> bool:
    """Return whether a client's traffic to an external entry at a node goes to all backends, as if
    sent to the cluster IP: that of the node itself, and that of pods where their range is known.
    """
    if client is None or entry == "ClusterIP" or not mode.short_cuts:
        return False
    if client.what == "node":
        return host is None or objects.key(host) == objects.key(client.node or host)
    return client.what == "pod" and bool(cluster.settings.pod_cidrs)


def _without_cluster_ips(route: Route, cluster: Cluster) -> Route:
    """Return a route without the endpoints that are cluster IPs: the rules send packets there, and
    no host has such an address.
    """
    dead = [backend for backend in route.backends if is_cluster_ip(cluster, backend)]
    if not dead:
        return route
    return route._replace(
        backends=tuple(backend for backend in route.backends if backend not in dead),
        not_used=(*((backend, NotUsed.CLUSTER_IP) for backend in dead), *route.not_used),
        refusal=Refusal.UNTRANSLATED if len(dead) == len(route.backends) else route.refusal,
    )


def is_cluster_ip(cluster: Cluster, backend: Backend) -> bool:
    """Return whether an endpoint, which no pod is, lies in a range of cluster IPs."""
    return not backend.pod and any(
        lies_in(backend.address, cidr) for cidr in cluster.settings.service_cidrs
    )


def replies(
    backend: Backend, port: ServicePort, host: Object | None, client: Client | None
) -> bool:
    """Return whether the reply to a client outside passes the node that changed the destination.

    With externalTrafficPolicy Local the source is kept, so a pod of another node replies to the
    client directly, from its own address, and the client discards that.
    """
    inside = client is not None and not client.is_outside
    return inside or not port.external_local or host is None or backend.node == objects.name(host)


def _route(
    port: ServicePort, entered: Entry, mode: Mode, client: Client | None, short_cut: bool
) -> Route:
    entry, address, number, node = entered
    sent = mode.backends(port, entry, short_cut)
    used = (
        sent
        if entry == "ClusterIP" or not mode.follows_policies
        else tuple(backend for backend in sent if replies(backend, port, node, client))
    )
    is_local = port.internal_local if entry == "ClusterIP" else port.external_local
    guarded = entry == "LoadBalancer" and mode.follows_policies
    ranges = port.source_ranges if guarded else ()
    admitted = is_admitted(client, port.family, ranges) or not port.exists
    narrowed = is_local and mode.follows_policies and not short_cut and used == port.local
    where = port.local if narrowed and node is not None else port.endpoints
    return Route(
        port.namespace,
        port.service,
        port.port_name,
        port.protocol,
        port.port,
        entry,
        address,
        number,
        "Local" if is_local else "Cluster",
        port.affinity,
        ranges,
        used if admitted else (),
        tuple(_not_used(port, used, where, admitted=admitted)),
        refusal(port, used, sent, mode) if admitted else Refusal.DROPPED,
    )


def _not_used(
    port: ServicePort, used: tuple[Backend, ...], where: tuple[Backend, ...], *, admitted: bool
) -> Iterator[tuple[Backend, NotUsed]]:
    """Yield the backends that take no connection at an entry, each with the reason. `where` are
    those in the reach of the traffic policy.
    """
    if not admitted:
        yield from ((backend, NotUsed.SOURCE) for backend in used)
    for backend in port.endpoints:
        if backend not in used:
            yield backend, _reason(backend, port, where)


def _reason(backend: Backend, port: ServicePort, where: tuple[Backend, ...]) -> NotUsed:
    if not backend.ready and (backend in where or not backend.usable or port.ready):
        return NotUsed.TERMINATING if backend.terminating else NotUsed.NOT_READY
    return NotUsed.HINTS if backend in where else NotUsed.OTHER_NODE


def refusal(
    port: ServicePort, used: tuple[Backend, ...], sent: tuple[Backend, ...], mode: Mode
) -> Refusal:
    """Return what happens to a packet that no backend answers: `dropped` if other nodes have one,
    else `rejected`; "" if one answers.
    """
    if used:
        return Refusal.NONE
    if sent:
        return Refusal.UNANSWERED
    return Refusal.DROPPED if port.exists and mode.follows_policies else Refusal.REJECTED
