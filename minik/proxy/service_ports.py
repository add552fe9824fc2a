"""Service ports: what a node's proxy knows of each, decided. The only thing that a mode ever reads.

Upstream rule: `ServicePortMap`, `CategorizeEndpoints` and the `Uses...Endpoints` questions of pkg/proxy. The two traffic policies are
already weighed here: a mode asks who may answer inside and outside, never why.
"""
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from minik.controllers import kubernetes_service
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.addresses import of_family, ranges_of_family
from minik.proxy.backends import Backend, backends, choose

IGNORED = "service.kubernetes.io/service-proxy-name"
LARGE = 1000  # endpoints, ready or not: a cluster with more of them is a large one


class ServicePort(NamedTuple):
    """One port of one service in one family. `cluster` are the backends that any node may use, `local` those of this node.

    `exists` says that somebody is there, though perhaps not for this node: that decides between a rejected and a dropped packet.
    `ready` are all that are ready, whatever hints say: the userspace mode goes by them. `endpoints` counts them all, ready or not.
    """

    namespace: str
    service: str
    port_name: str
    protocol: str
    cluster_ip: str
    port: int
    node_port: int
    external_ips: tuple[str, ...]
    load_balancer_ips: tuple[str, ...]
    source_ranges: tuple[str, ...]
    affinity: int
    internal_local: bool
    external_local: bool
    health_check_node_port: int
    cluster: tuple[Backend, ...]
    local: tuple[Backend, ...]
    exists: bool
    ready: tuple[Backend, ...] = ()
    endpoints: int = 0

    @property
    def name(self) -> str:
        """`default/web:http`: as the proxy calls it."""
        return f"{self.namespace}/{self.service}" + (f":{self.port_name}" if self.port_name else "")

    @property
    def is_external(self) -> bool:
        """Whether it is reached from outside the cluster."""
        return bool(self.node_port or self.external_ips or self.load_balancer_ips)

    @property
    def internal(self) -> tuple[Backend, ...]:
        """Who answers at the cluster IP."""
        return self.local if self.internal_local else self.cluster

    @property
    def external(self) -> tuple[Backend, ...]:
        """Who answers at all other fronts."""
        return self.local if self.external_local else self.cluster

    @property
    def uses_cluster(self) -> bool:
        """Whether any front leads to backends of any node."""
        return bool(self.cluster) and (not self.internal_local or (self.is_external and not self.external_local))

    @property
    def uses_local(self) -> bool:
        """Whether any front leads to backends of this node alone."""
        return bool(self.local) and (self.internal_local or (self.is_external and self.external_local))

    @property
    def reachable(self) -> tuple[Backend, ...]:
        """Every backend to which this node may send a packet of this port; pods of this node always reach those of the cluster."""
        cluster = self.cluster if self.uses_cluster or (self.external_local and self.is_external) else ()
        local = self.local if self.uses_local else ()
        return tuple({(backend.address, backend.port): backend for backend in (*cluster, *local)}.values())


def service_ports(cluster: Cluster, node: Object | None, family: str) -> Iterator[ServicePort]:
    """Every service port that the proxy of a node serves in one family, in the order of their names."""
    cluster.table("EndpointSlice")
    for service in sorted(_services(cluster), key=lambda service: (objects.namespace(service), objects.name(service))):
        address = next(iter(of_family(services.addresses(service), family)), "")
        if not address or services.is_external_name(service) or IGNORED in objects.labels(service):
            continue
        for port in services.ports(service):
            yield _service_port(cluster, service, port, node, address, family)


def is_large(ports: Iterable[ServicePort]) -> bool:
    """Whether there are so many endpoints that the iptables mode leaves out the comments of each (upstream rule: `largeClusterMode`)."""
    return sum(port.endpoints for port in ports) > LARGE


def _services(cluster: Cluster) -> Iterator[Object]:
    """All services. The API server puts `kubernetes` back whenever it is missing, so a proxy always finds it."""
    yield from cluster.of("Service")
    if cluster.get("Service", kubernetes_service.NAMESPACE, kubernetes_service.NAME) is None:
        yield kubernetes_service.made(cluster)


def _service_port(cluster: Cluster, service: Object, port: Mapping[str, Any], node: Object | None, address: str,
                  family: str) -> ServicePort:
    found = backends(cluster, service, port, family)
    return ServicePort(
        objects.namespace(service), objects.name(service), port.get("name") or "", port["protocol"], address, port["port"],
        port.get("nodePort") or 0, of_family(services.external_ips(service), family),
        of_family(services.load_balancer_ips(service), family), ranges_of_family(services.source_ranges(service), family),
        services.affinity_seconds(service),
        services.internal_policy(service) == "Local", services.external_policy(service) == "Local",
        services.health_check_node_port(service), choose(found, node, local=False).used, choose(found, node, local=True).used,
        any(backend.usable for backend in found), tuple(backend for backend in found if backend.ready), len(found))
