"""Where a name or an address leads: DNS answer, front, backends; and, when nothing answers, why."""
from collections.abc import Iterable, Iterator
from ipaddress import ip_address
from typing import NamedTuple

from minik.diagnosis import barriers, reasons
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
from minik.proxy.clients import Client
from minik.proxy.routing import Route

CHAIN = 10


class View(NamedTuple):
    """As whom the question is asked: at which node, in which mode of the proxy, by which client. No node: as the cluster sees it."""

    node: Object | None = None
    mode: str = "iptables"
    client: Client | None = None

    @property
    def is_outside(self) -> bool:
        return self.client is not None and self.client.is_outside


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
    client: Client | None = None

    @property
    def main(self) -> tuple[Route, ...]:
        """The routes that the question is about: by name the cluster IP, or, from outside, all else; by address what was found."""
        if not self.name:
            return self.routes
        inner = tuple(route for route in self.routes if route.front == "ClusterIP")
        outer = tuple(route for route in self.routes if route.front != "ClusterIP")
        return outer or inner if self.client and self.client.is_outside else inner

    @property
    def backends(self) -> tuple[Backend, ...]:
        """Everybody who may answer, once each."""
        return tuple(dict.fromkeys([*self.direct, *(backend for route in self.main for backend in route.backends)]))


def resolve(cluster: Cluster, name: Name, view: View | None = None) -> Resolution:
    """Follow a name or an address to its end; NotFound where there is nothing by that name or address."""
    seen = view or View(mode=cluster.settings.proxy_mode)
    found = _by_address(cluster, name, seen) if name.address else _by_name(cluster, name, seen, ())
    unasked = None if name.address else barriers.names(seen.client)
    return found._replace(mode=seen.mode, client=seen.client, reason=unasked or found.reason)


def _by_name(cluster: Cluster, name: Name, view: View, before: tuple[Record, ...]) -> Resolution:
    service = cluster.get("Service", name.namespace, name.service)
    if service is None:
        told = (barriers.tried(cluster.settings.cluster_domain, name, view.client), reasons.near_services(cluster, name))
        near = "\n  ".join(filter(None, told))
        raise NotFound(f'services "{name.service}" not found', hint=near)
    answers = (*before, *records.addresses(cluster, service))
    full = records.full_name(cluster, service)
    if services.is_external_name(service):
        return _outside(cluster, service, name, view, answers)
    if services.is_headless(service):
        direct = () if view.is_outside else tuple(_direct(cluster, service, name.port))
        reason = barriers.outside(service) if view.is_outside else None if direct else reasons.why(cluster, service)
        return Resolution(full, service, answers, (), direct, reason=reason)
    return _led(cluster, service, full, answers, list(_routes(cluster, service, view)), name.port, view)


def _routes(cluster: Cluster, service: Object, view: View) -> Iterator[Route]:
    """The routes as the view sees them: from outside no cluster IP is reached."""
    for route in routing.routes(cluster, service, view.node, view.mode, view.client):
        if route.front == "ClusterIP" and view.is_outside:
            yield route._replace(backends=(), kept_out=(), refusal="unreachable")
        else:
            yield route


def _led(cluster: Cluster, service: Object, full: str, answers: tuple[Record, ...], found: list[Route], port: str,
         view: View) -> Resolution:
    """A service with its routes at the port that was asked for, and the reason if none of them leads anywhere."""
    led = Resolution(full, service, answers, tuple(asked(found, port, service)), client=view.client)
    if any(route.backends for route in led.main):
        return led
    if all(route.refusal == "unreachable" for route in led.main):
        return led._replace(reason=barriers.outside(service))
    return led._replace(reason=barriers.stopped(service, led.main, view.node) or reasons.why(cluster, service))


def _outside(cluster: Cluster, service: Object, name: Name, view: View, answers: tuple[Record, ...]) -> Resolution:
    """An ExternalName is another name: one of our own is followed, any other leads out of the cluster."""
    target = services.external_name(service)
    labels = target.removesuffix(".").removesuffix(f".svc.{cluster.settings.cluster_domain}").split(".")
    inside = target.removesuffix(".").endswith(f".svc.{cluster.settings.cluster_domain}") and len(labels) == 2
    if inside and len(answers) < CHAIN and cluster.get("Service", labels[1], labels[0]):
        return _by_name(cluster, Name(labels[0], labels[1], port=name.port), view, answers)
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


def _by_address(cluster: Cluster, name: Name, view: View) -> Resolution:
    for service in cluster.of("Service"):
        if name.address in services.front_addresses(service):
            found = [route for route in _routes(cluster, service, view) if route.address == name.address]
            return _led(cluster, service, "", (), found, name.port, view)
    if ip_address(name.address).is_loopback and name.port and view.node is not None:
        return _at_localhost(cluster, name, view, view.node)
    for host in cluster.of("Node"):
        if name.address in nodes.addresses(host, "InternalIP") and name.port:
            return _by_node_port(cluster, name, host, view)
    for pod in cluster.table("Pod").indexed(pods.addresses).get(name.address, ()):
        if not pods.uses_host_network(pod):
            port = int(name.port) if name.port.isdigit() else 0
            backend = Backend(name.address, port, pods.is_ready(pod), pods.is_ready(pod), pods.is_terminating(pod), pods.node(pod),
                              pod=f"pod/{objects.name(pod)}")
            return Resolution("", None, (), (), (backend,))
    raise NotFound(f'nothing in the cluster has the address "{name.address}"', hint=reasons.near_address(cluster, name.address))


def _by_node_port(cluster: Cluster, name: Name, host: Object, view: View) -> Resolution:
    """A node port is answered by the node whose address was asked, wherever the client is."""
    for service in cluster.of("Service"):
        if name.port in {str(port.get("nodePort")) for port in services.ports(service)}:
            here = ("NodePort", name.address, name.port)
            found = routing.routes(cluster, service, host, view.mode, view.client)
            routes = [route for route in found if (route.front, route.address, str(route.port)) == here]
            if not routes:
                return Resolution("", service, (), (), reason=barriers.second_address(view.mode, name.address))
            return _led(cluster, service, "", (), routes, name.port, view._replace(node=host))
    low, high = cluster.settings.node_ports
    raise NotFound(f"no service has the node port {name.port}", hint=f"node ports lie between {low} and {high}: minik get svc -A")


def _at_localhost(cluster: Cluster, name: Name, view: View, host: Object) -> Resolution:
    """The iptables and userspace modes have node ports at 127.0.0.1 too, for the node itself."""
    inner = next(iter(nodes.addresses(host, "InternalIP")), "")
    there = _by_node_port(cluster, name._replace(address=inner), host, view)
    routes = tuple(route._replace(address=name.address) for route in there.routes)
    if view.mode in ("iptables", "userspace") and ":" not in name.address:
        return there._replace(routes=routes)
    shut = tuple(route._replace(backends=(), kept_out=(), refusal="unreachable") for route in routes)
    return there._replace(routes=shut, reason=barriers.localhost(view.mode))
