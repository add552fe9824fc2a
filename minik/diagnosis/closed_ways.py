"""Ways that NetworkPolicies close: from a pod to a backend, and to the name server.

What works it out is imported where there are policies: most who look at a Service have none.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.diagnosis import asked_ports, barriers, name_server
from minik.diagnosis.client_ways import Closure, Ways, pod_at
from minik.diagnosis.reason import Reason
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple, Protocol, TypeAlias
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.policy.policy_kinds import KINDS, has_policies
from minik.proxy.backends import Backend, NotUsed, find_backends
from minik.proxy.clients import Client
from minik.proxy.routing import Refusal, Route

Way: TypeAlias = tuple[Backend, str]  # a backend, and the protocol by which it is asked


def ways(cluster: Cluster, client: Client | None, node: Object | None) -> Ways | None:
    """Return the ways of a client that asks at a node (None: at any); None where nobody in particular
    asks, or there are no policies.
    """
    if client is None or not has_policies(cluster):
        return None
    return Ways(cluster, client, [node] if node is not None else cluster.of("Node"))


def closures(
    found: Ways | None, routes: Iterable[Route], direct: Iterable[Way]
) -> Mapping[Way, Closure | None]:
    """Return each way from a client to a backend of routes, or to one that is asked directly, with
    what closes it. A backend without a port leads nowhere in particular, and is left out.
    """
    if found is None:
        return {}
    decided = {
        (one, protocol): found.closure(one.address, one.port, protocol)
        for one, protocol in direct
        if one.port
    }
    for route in routes:
        masked = route.entry != "ClusterIP" and route.policy != "Local"
        for one in route.backends:
            way = (
                balanced(found, route, one)
                if route.is_proxied
                else found.closure(one.address, one.port, route.protocol, masked=masked)
            )
            decided[one, route.protocol] = way
    return decided


def balanced(found: Ways, route: Route, one: Backend) -> Closure | None:
    """Return what closes the way to a backend by a load balancer that answers itself."""
    asked, masked = (one.address, one.port), route.policy != "Local"
    return found.balanced_closure(route.address, route.port, asked, route.protocol, masked=masked)


def denial(client: Client, decided: Mapping[Way, Closure | None]) -> Reason | None:
    """Return the reason where policies keep a client from all backends; None where they do not."""
    closed = [one for one in decided.values() if one is not None]
    if not closed or len(closed) < len(decided):
        return None
    from minik.diagnosis import patches  # noqa: PLC0415 only a denial is worded

    whom = "the pod" if len({backend for backend, _ in decided}) == 1 else "the pods"
    return Reason(
        f"{closed[0].title} keeps {client.label} from {whom}, where the network plugin obeys policies.",
        patches.command("describe", objects.key(closed[0].policies[0])),
    )


class Found(Protocol):
    """What of a resolution policies decide about: its Service, its routes, what is asked directly, and
    the name outside the cluster to which it leads.
    """

    @property
    def target(self) -> str: ...
    @property
    def service(self) -> Object | None: ...
    @property
    def routes(self) -> tuple[Route, ...]: ...
    @property
    def main(self) -> tuple[Route, ...]: ...
    @property
    def direct(self) -> tuple[Backend, ...]: ...
    @property
    def reason(self) -> Reason | None: ...


class Decision(NamedTuple):
    """What policies leave of a resolution, by the names of its fields."""

    routes: tuple[Route, ...]
    direct: tuple[Backend, ...]
    reason: Reason | None
    closed: Mapping[Way, Closure]


def decide(
    cluster: Cluster, client: Client | None, node: Object | None, found: Found, port: str
) -> Decision | None:
    """Return what policies leave to a client of what was found at a port: no answer where they close
    every way, else the routes that they close, and single ways of the others. None where there is
    nothing to decide.
    """
    its = ways(cluster, client, node)
    if client is None or its is None:
        return None
    if found.target and found.reason is None:
        return exit_decision(its, client, found)
    main = found.main
    direct = list(direct_ways(cluster, found.service, found.direct, port))
    decided = closures(its, main, direct)
    reason = denial(client, decided)
    shut = {way: one for way, one in decided.items() if one}
    routes = tuple(
        close(one)
        if one in main
        and one.backends
        and all((backend, one.protocol) in shut for backend in one.backends)
        else one
        for one in found.routes
    )
    if reason:
        return Decision(routes, (), reason, {})
    left = {(backend, one.protocol) for one in routes for backend in one.backends}
    kept = {way: one for way, one in shut.items() if way in left or way in direct}
    return Decision(routes, found.direct, found.reason, kept)


def exit_decision(its: Ways, client: Client, found: Found) -> Decision | None:
    """Return what policies leave of a way out of the cluster: None where they let the client out."""
    closure = its.exit_closure(found.target)
    if closure is None:
        return None
    from minik.diagnosis import patches  # noqa: PLC0415 only a denial is worded

    reason = Reason(
        f"{closure.title} lets {client.label} out of the cluster at no port, where the network plugin obeys policies.",
        patches.command("describe", objects.key(closure.policies[0])),
    )
    return Decision(found.routes, found.direct, reason, {})


def direct_ways(
    cluster: Cluster, service: Object | None, direct: Sequence[Backend], wanted: str
) -> Iterator[Way]:
    """Yield the backends that a client asks directly, each with its protocol: that of the headless
    Service's port, or the one by which the pod declares the port, else TCP.
    """
    for backend in direct:
        protocols = {
            str(port["protocol"])
            for port in (services.ports(service) if service is not None else ())
            if asked_ports.matches(wanted, port.get("port"), port.get("name") or "")
            and backend in find_backends(cluster, service or {}, port, backend.family)
        }
        pod = pod_at(cluster, backend.address) if service is None else None
        if pod is not None:
            declared = [one for one in pods.ports(pod) if one["containerPort"] == backend.port]
            protocols = {one.get("protocol") or "TCP" for one in declared[:1]}
        yield from ((backend, protocol) for protocol in sorted(protocols) or ["TCP"])


def close(route: Route) -> Route:
    """Return a route without backends, since policies close the way to all of them."""
    closed = tuple((backend, NotUsed.POLICY) for backend in route.backends)
    return route._replace(backends=(), not_used=(*closed, *route.not_used), refusal=Refusal.DENIED)


def why_no_lookup(cluster: Cluster, pod: Object | None) -> Reason | None:
    """Return why policies let a pod look up no names; None if they do."""
    if pod is None or not has_policies(cluster) or pods.uses_host_network(pod):
        return None
    from minik.diagnosis import name_server_reach  # noqa: PLC0415 few clusters have policies
    from minik.diagnosis.view import View, title  # noqa: PLC0415

    view = View(cluster)
    keys = {objects.key(pod), view.maker_of(pod)}
    for fact in name_server_reach.facts(view):
        if fact.object in keys or fact.object.kind in KINDS and keys & {*fact.about}:
            named = title(fact.object)
            return Reason(f"{named}: {fact.because}.", fact.fix)
    return None


def why_no_name(cluster: Cluster, client: Client | None, name: str) -> Reason | None:
    """Return why a client does not find the full name of a Service; None if it does, or asks for none."""
    if client is not None and client.is_outside:
        return None
    asker = client.asker if client else None
    return (
        barriers.why_no_dns(client)
        or barriers.why_silent_dns(cluster)
        or why_no_lookup(cluster, asker)
        or name_server.why_misled(cluster, name)
    )
