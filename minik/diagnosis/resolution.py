"""Where a name or an address leads: DNS answer, front, backends; and, when nothing answers, why."""
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from minik.diagnosis import reasons
from minik.diagnosis.reasons import Reason
from minik.discovery import records
from minik.discovery.names import Name
from minik.discovery.records import Record
from minik.errors import ClientError, NotFound
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import routing
from minik.proxy.backends import Backend, backends
from minik.proxy.routing import Route

CHAIN = 10


class Resolution(NamedTuple):
    """The whole path. `direct` are the pods that a headless service's name leads to; `target` the outside name that an ExternalName gives.

    `name` is empty where an address was asked for. `reason` says why nothing answers; nothing does if it is there.
    """

    name: str
    service: Object | None
    records: tuple[Record, ...]
    routes: tuple[Route, ...]
    direct: tuple[Backend, ...] = ()
    target: str = ""
    mode: str = ""
    reason: Reason | None = None

    @property
    def main(self) -> tuple[Route, ...]:
        """The routes that the question is about: by name those of the cluster IP, else all that were found."""
        return tuple(route for route in self.routes if route.front == "ClusterIP") if self.name else self.routes

    @property
    def backends(self) -> tuple[Backend, ...]:
        """Everybody who may answer, once each."""
        return tuple(dict.fromkeys([*self.direct, *(backend for route in self.main for backend in route.backends)]))


def resolve(cluster: Cluster, name: Name, node: Object | None = None) -> Resolution:
    """Follow a name or an address to its end; NotFound where there is nothing by that name or address."""
    return _by_address(cluster, name, node) if name.address else _by_name(cluster, name, node, ())


def _by_name(cluster: Cluster, name: Name, node: Object | None, before: tuple[Record, ...]) -> Resolution:
    service = cluster.get("Service", name.namespace, name.service)
    if service is None:
        raise NotFound(f'services "{name.service}" not found', hint=reasons.near_services(cluster, name))
    answers = (*before, *records.addresses(cluster, service))
    full = records.full_name(cluster, service)
    if services.is_external_name(service):
        return _outside(cluster, service, name, node, answers)
    if services.is_headless(service):
        direct = tuple(_direct(cluster, service, name.port))
        reason = None if direct else reasons.why(cluster, service)
        return Resolution(full, service, answers, (), direct, mode=cluster.settings.proxy_mode, reason=reason)
    routes = tuple(asked(routing.routes(cluster, service, node), name.port, service))
    reason = None if any(route.backends for route in routes) else reasons.why(cluster, service)
    return Resolution(full, service, answers, routes, mode=cluster.settings.proxy_mode, reason=reason)


def _outside(cluster: Cluster, service: Object, name: Name, node: Object | None, answers: tuple[Record, ...]) -> Resolution:
    """An ExternalName is another name: one of our own is followed, any other leads out of the cluster."""
    target = services.external_name(service)
    labels = target.removesuffix(".").removesuffix(f".svc.{cluster.settings.cluster_domain}").split(".")
    inside = target.removesuffix(".").endswith(f".svc.{cluster.settings.cluster_domain}") and len(labels) == 2
    if inside and len(answers) < CHAIN and cluster.get("Service", labels[1], labels[0]):
        return _by_name(cluster, Name(labels[0], labels[1], port=name.port), node, answers)
    reason = reasons.why_not_outside(cluster, service, target, inside)
    return Resolution(records.full_name(cluster, service), service, answers, (), target=target, reason=reason)


def _direct(cluster: Cluster, service: Object, wanted: str) -> Iterator[Backend]:
    """The ready endpoints of a headless service, at the ports that the pods themselves listen on."""
    for port in services.ports(service) or [{"protocol": "TCP"}]:
        if matches(wanted, port.get("port"), port.get("name") or ""):
            for family in services.families(service):
                found = backends(cluster, service, port, family)
                yield from (backend for backend in found if backend.ready)


def asked(routes: Iterable[Route], wanted: str, service: Object) -> Iterator[Route]:
    """The routes at the port that was asked for, by number or name; all, if none was."""
    found = list(routes)
    chosen = [route for route in found if matches(wanted, route.port, route.port_name)]
    if not chosen and found:
        raise ClientError(f'service "{objects.name(service)}" has no port "{wanted}"', hint=reasons.near_ports(service, wanted))
    yield from chosen


def matches(wanted: str, number: int | None, name: str) -> bool:
    """Whether a port is meant by a number or a name; nothing means every port."""
    return not wanted or wanted in (str(number), name)


def _by_address(cluster: Cluster, name: Name, node: Object | None) -> Resolution:
    mode = cluster.settings.proxy_mode
    for service in cluster.of("Service"):
        if name.address in services.front_addresses(service):
            found = [route for route in routing.routes(cluster, service, node) if route.address == name.address]
            routes = tuple(asked(found, name.port, service))
            reason = None if any(route.backends for route in routes) else reasons.why(cluster, service)
            return Resolution("", service, (), routes, mode=mode, reason=reason)
    for host in cluster.of("Node"):
        if name.address in nodes.addresses(host, "InternalIP") and name.port:
            return _by_node_port(cluster, name, host)
    for pod in cluster.of("Pod"):
        if name.address in pods.addresses(pod) and not pods.uses_host_network(pod):
            port = int(name.port) if name.port.isdigit() else 0
            backend = Backend(name.address, port, pods.is_ready(pod), pods.is_ready(pod), pods.is_terminating(pod), pods.node(pod),
                              pod=f"pod/{objects.name(pod)}")
            return Resolution("", None, (), (), (backend,), mode=mode)
    raise NotFound(f'nothing in the cluster has the address "{name.address}"', hint=reasons.near_address(cluster, name.address))


def _by_node_port(cluster: Cluster, name: Name, host: Object) -> Resolution:
    for service in cluster.of("Service"):
        if name.port in {str(port.get("nodePort")) for port in services.ports(service)}:
            here = ("NodePort", name.address, name.port)
            found = routing.routes(cluster, service, host)
            routes = tuple(route for route in found if (route.front, route.address, str(route.port)) == here)
            reason = None if any(route.backends for route in routes) else reasons.why(cluster, service)
            return Resolution("", service, (), routes, mode=cluster.settings.proxy_mode, reason=reason)
    low, high = cluster.settings.node_ports
    raise NotFound(f"no service has the node port {name.port}", hint=f"node ports lie between {low} and {high}: minik get svc -A")
