"""Where a name or an address leads: DNS answer, entry, backends; and, if nothing answers, why."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_address

from minik.diagnosis import asked_ports, barriers, closed_ways, host_pods, pod_names
from minik.diagnosis import reasons_on_demand as reasons
from minik.diagnosis.client_ways import Closure
from minik.diagnosis.closed_ways import Way
from minik.diagnosis.reason import Reason
from minik.discovery import records
from minik.discovery.names import Name
from minik.discovery.records import Record
from minik.endpoints.service_backends import service_families
from minik.errors import NotFound
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import mode, routing
from minik.proxy.backends import Backend, find_backends
from minik.proxy.clients import Client
from minik.proxy.health_checks import NodeHealth, node_health
from minik.proxy.mode import Mode
from minik.proxy.routing import Refusal, Route

MAX_ALIASES = 10


class Viewpoint(NamedTuple):
    """From where a name is resolved: in which proxy mode, at which node, by which client. No node:
    from any node.
    """

    mode: Mode
    node: Object | None = None
    client: Client | None = None

    @property
    def is_outside(self) -> bool:
        return self.client is not None and self.client.is_outside


class Resolution(NamedTuple):
    """The whole path. `direct` are the pods of a headless Service's name; `target` is the outside
    name of an ExternalName.

    `name` is "" if an address was asked for. `reason` says why nothing answers; None if something
    does. `closed` are the ways to backends that policies close to the client although others are open;
    `health` is what the nodes answer to a load balancer that asks for their health.
    """

    view: Viewpoint
    name: str
    service: Object | None
    records: tuple[Record, ...]
    routes: tuple[Route, ...]
    direct: tuple[Backend, ...] = ()
    target: str = ""
    reason: Reason | None = None
    closed: Mapping[Way, Closure] = {}
    health: tuple[NodeHealth, ...] = ()

    @property
    def client(self) -> Client | None:
        """Return who asks; None for nobody in particular."""
        return self.view.client

    @property
    def main(self) -> tuple[Route, ...]:
        """Return the relevant routes: for a name the cluster IP, or from outside all others; for an
        address the routes found.
        """
        if not self.name:
            return self.routes
        inner = tuple(route for route in self.routes if route.entry == "ClusterIP")
        outer = tuple(route for route in self.routes if route.entry != "ClusterIP")
        return outer or inner if self.view.is_outside else inner or outer

    def closers(self, protocol: str = "") -> dict[Backend, list[str]]:
        """Return the policies that close the way to each backend, by one protocol or by any."""
        ways = self.closed.items()
        return {one: shut.names for (one, way), shut in ways if protocol in ("", way)}

    @property
    def backends(self) -> tuple[Backend, ...]:
        """Return every backend that may answer, each once."""
        shut = {backend for backend, _ in self.closed}
        through = [
            backend
            for route in self.main
            for backend in route.backends
            if (backend, route.protocol) not in self.closed
        ]
        direct = (backend for backend in self.direct if backend not in shut)
        return tuple(dict.fromkeys([*direct, *through]))


def resolve(cluster: Cluster, name: Name, view: Viewpoint | None = None) -> Resolution:
    """Resolve a name or an address. Raises NotFound if it does not exist."""
    viewpoint = view or Viewpoint(mode.of_cluster(cluster))
    resolution = (
        _by_address(cluster, name, viewpoint)
        if name.address
        else _by_name(cluster, name, viewpoint, ())
    )
    client = viewpoint.client
    if resolution.service and any(route.entry == "LoadBalancer" for route in resolution.main):
        resolution = resolution._replace(health=node_health(cluster, resolution.service))
    decided = closed_ways.decide(cluster, client, viewpoint.node, resolution, name.port)
    if decided is not None:
        resolution = resolution._replace(**decided._asdict())
    dns_problem = (
        None if name.address else closed_ways.why_no_name(cluster, client, resolution.name)
    )
    return resolution._replace(reason=dns_problem, records=()) if dns_problem else resolution


def _by_name(
    cluster: Cluster, name: Name, view: Viewpoint, earlier: tuple[Record, ...]
) -> Resolution:
    service = None if name.host else cluster.get("Service", name.namespace, name.service)
    of_pod = pod_names.resolve_host(cluster, name) if service is None else None
    if of_pod:
        return Resolution(view, *of_pod)
    if name.host:
        raise NotFound(
            f'no pod "{name.host}" is below Service "{name.service}" in namespace "{name.namespace}"'
        )
    if service is None:
        hints = (
            barriers.describe_search(cluster.settings.cluster_domain, name, view.client),
            reasons.near_services(cluster, name),
        )
        hint = "\n  ".join(filter(None, hints))
        raise NotFound(f'services "{name.service}" not found', hint=hint)
    answers = (*earlier, *records.addresses(cluster, service))
    full = records.full_name(cluster, service)
    if services.is_external_name(service):
        return _resolve_external_name(cluster, service, name, view, answers)
    if services.is_headless(service):
        direct = () if view.is_outside else tuple(_headless_backends(cluster, service, name.port))
        reason = (
            barriers.no_external_entry(service)
            if view.is_outside
            else None
            if direct
            else reasons.why(cluster, service)
        )
        return Resolution(view, full, service, answers, (), direct, reason=reason)
    return _resolve_routes(
        cluster, service, full, answers, list(_routes(cluster, service, view)), name.port, view
    )


def _routes(cluster: Cluster, service: Object, view: Viewpoint) -> Iterator[Route]:
    """Yield the routes from a viewpoint: from outside no cluster IP is reachable."""
    for route in routing.routes(cluster, service, view.mode, view.node, view.client):
        if route.entry == "ClusterIP" and view.is_outside:
            yield route._replace(backends=(), not_used=(), refusal=Refusal.UNREACHABLE)
        else:
            yield route


def _resolve_routes(
    cluster: Cluster,
    service: Object,
    full: str,
    answers: tuple[Record, ...],
    candidates: list[Route],
    port: str,
    view: Viewpoint,
) -> Resolution:
    """Resolve a Service by its routes at the requested port, with the reason if none has a backend."""
    resolution = Resolution(
        view, full, service, answers, tuple(asked_ports.routes_at_port(candidates, port, service))
    )
    if any(route.backends for route in resolution.main):
        return resolution
    if not resolution.main:
        return resolution._replace(reason=barriers.left_alone(service) or barriers.NO_ADDRESS)
    if all(route.refusal is Refusal.UNREACHABLE for route in resolution.main):
        return resolution._replace(reason=barriers.no_external_entry(service))
    return resolution._replace(
        reason=barriers.why_not_used(service, resolution.main, view.node, view.client)
        or reasons.why(cluster, service)
    )


def _resolve_external_name(
    cluster: Cluster, service: Object, name: Name, view: Viewpoint, answers: tuple[Record, ...]
) -> Resolution:
    """Resolve an ExternalName: follow a name of this cluster; any other leads out of the cluster."""
    target = services.external_name(service)
    labels = (
        target.removesuffix(".").removesuffix(f".svc.{cluster.settings.cluster_domain}").split(".")
    )
    inside = (
        target.removesuffix(".").endswith(f".svc.{cluster.settings.cluster_domain}")
        and len(labels) == 2
    )
    if inside and len(answers) < MAX_ALIASES and cluster.get("Service", labels[1], labels[0]):
        return _by_name(cluster, Name(labels[0], labels[1], port=name.port), view, answers)
    reason = reasons.why_no_target(cluster, service, target, inside)
    full = records.full_name(cluster, service)
    return Resolution(view, full, service, answers, (), target=target, reason=reason)


def _headless_backends(cluster: Cluster, service: Object, wanted: str) -> Iterator[Backend]:
    """Yield the ready endpoints of a headless Service, at the pods' own ports."""
    for port in services.ports(service) or [{"protocol": "TCP"}]:
        if asked_ports.matches(wanted, port.get("port"), port.get("name") or ""):
            for family in service_families(service):
                endpoints = find_backends(cluster, service, port, family)
                yield from (backend for backend in endpoints if backend.ready)


def _by_address(cluster: Cluster, name: Name, view: Viewpoint) -> Resolution:
    for service in cluster.of("Service"):
        if name.address in services.entry_addresses(service):
            candidates = [
                route for route in _routes(cluster, service, view) if route.address == name.address
            ]
            return _resolve_routes(cluster, service, "", (), candidates, name.port, view)
    is_inside = view.client is None or view.client.what == "node"
    if ip_address(name.address).is_loopback and name.port and view.node is not None and is_inside:
        return _at_localhost(cluster, name, view, view.node)
    for host in cluster.of("Node"):
        if name.address in nodes.addresses(host, "InternalIP") and name.port:
            return _by_node_port(cluster, name, host, view)
    for pod in cluster.table("Pod").index_by(pods.addresses).get(name.address, ()):
        if not pods.uses_host_network(pod) and not pods.is_terminal(pod):
            port = int(name.port) if name.port.isdigit() else 0
            backend = _at_pod(pod, name.address, port)
            if view.is_outside:
                return Resolution(view, "", None, (), (), reason=barriers.no_way_to_pod(pod))
            return Resolution(view, "", None, (), (), (backend,))
    raise NotFound(
        f'nothing in the cluster has the address "{name.address}"',
        hint=reasons.near_address(cluster, name.address),
    )


def _at_pod(pod: Object, address: str, port: int) -> Backend:
    """Return the backend that a pod is at an address and port of its own."""
    ready = pods.is_ready(pod)
    ending, name = pods.is_terminating(pod), f"pod/{objects.name(pod)}"
    return Backend(address, port, ready, ready, ending, pods.node(pod), pod=name)


def _by_node_port(cluster: Cluster, name: Name, host: Object, view: Viewpoint) -> Resolution:
    """Resolve a node port; the node whose address was asked for answers, wherever the client is."""
    holders = [
        service
        for service in cluster.of("Service")
        if name.port in {str(port.get("nodePort")) for port in services.ports(service)}
    ]
    entry = ("NodePort", name.address, name.port)
    matching = [
        (service, route)
        for service in holders
        for route in routing.routes(cluster, service, view.mode, host, view.client)
        if (route.entry, route.address, str(route.port)) == entry
    ]
    if matching:  # a number may belong to two Services, with two protocols
        routes = [route for _, route in matching]
        service = next((service for service, route in matching if route.backends), matching[0][0])
        at_host = view._replace(node=host)
        return _resolve_routes(cluster, service, "", (), routes, name.port, at_host)
    if holders:
        reason = barriers.left_alone(holders[0]) or barriers.not_primary(view.mode, name.address)
        return Resolution(view, "", holders[0], (), (), reason=reason)
    of_pods = host_pods.listening(
        cluster, name.address, int(name.port) if name.port.isdigit() else 0
    )
    direct = tuple(_at_pod(pod, name.address, int(name.port)) for pod in of_pods)
    if direct:
        return Resolution(view, "", None, (), (), direct)
    raise NotFound(
        f"no service has the node port {name.port}",
        hint=reasons.near_node_port(cluster, name.port, host),
    )


def _at_localhost(cluster: Cluster, name: Name, view: Viewpoint, host: Object) -> Resolution:
    """Resolve a node port at localhost: only some modes serve it, for the node itself."""
    inner = next(iter(nodes.addresses(host, "InternalIP")), "")
    resolution = _by_node_port(cluster, name._replace(address=inner), host, view)
    routes = tuple(route._replace(address=name.address) for route in resolution.routes)
    if view.mode.loopback_node_ports and ":" not in name.address:
        return resolution._replace(routes=routes)
    closed = tuple(
        route._replace(backends=(), not_used=(), refusal=Refusal.UNREACHABLE) for route in routes
    )
    return resolution._replace(routes=closed, reason=barriers.no_localhost(view.mode))
