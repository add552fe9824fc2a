"""Service ports: what a node's proxy knows about each, already decided. A mode reads nothing else.

Upstream rule: `ServicePortMap`, `CategorizeEndpoints` and the `Uses...Endpoints` methods of
pkg/proxy. The traffic policies are applied here: a mode asks for the internal and external
backends, never for the policy.
"""

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import ip_network

from minik.kinds.service import fields as services
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.addresses import of_family, ranges_of_family
from minik.proxy.backends import Backend, choose, find_backends

IGNORED = "service.kubernetes.io/service-proxy-name"
PROTOCOLS = ("TCP", "UDP", "SCTP")
API_SERVER = "default/kubernetes"
LARGE = 1000  # endpoints, ready or not: a cluster with more of them is a large one


class ServicePort(NamedTuple):
    """One port of one Service in one family, as one node decides. `cluster` are the backends usable
    from any node, `local` those of this node.

    `exists` says whether any backend is usable, perhaps not from this node: a packet is then
    dropped, not rejected. `ready` are all ready backends regardless of nodes and hints. `endpoints`
    are all of them, ready or not.
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
    endpoints: tuple[Backend, ...] = ()

    @property
    def name(self) -> str:
        """Return the proxy's name for it: `default/web:http`."""
        return f"{self.namespace}/{self.service}" + (f":{self.port_name}" if self.port_name else "")

    @property
    def family(self) -> str:
        return "IPv6" if ":" in self.cluster_ip else "IPv4"

    @property
    def is_external(self) -> bool:
        """Return whether it is reached from outside the cluster."""
        return bool(self.node_port or self.external_ips or self.load_balancer_ips)

    @property
    def internal(self) -> tuple[Backend, ...]:
        """Return the backends at the cluster IP."""
        return self.local if self.internal_local else self.cluster

    @property
    def external(self) -> tuple[Backend, ...]:
        """Return the backends at all other entries."""
        return self.local if self.external_local else self.cluster

    @property
    def uses_cluster(self) -> bool:
        """Return whether any entry leads to backends of any node."""
        return bool(self.cluster) and (
            not self.internal_local or (self.is_external and not self.external_local)
        )

    @property
    def uses_local(self) -> bool:
        """Return whether any entry leads only to backends of this node."""
        return bool(self.local) and (
            self.internal_local or (self.is_external and self.external_local)
        )

    @property
    def reachable(self) -> tuple[Backend, ...]:
        """Return every backend to which this node may send a packet of this port; pods of this node
        always reach those of the cluster.
        """
        cluster = (
            self.cluster if self.uses_cluster or (self.external_local and self.is_external) else ()
        )
        local = self.local if self.uses_local else ()
        return tuple(
            {(backend.address, backend.port): backend for backend in (*cluster, *local)}.values()
        )


def service_ports(cluster: Cluster, node: Object | None, family: str) -> Iterator[ServicePort]:
    """Yield every service port that a node's proxy serves in one family, sorted by namespace and
    name.
    """
    cluster.table("EndpointSlice")
    unseen = list(_unseen_ports(cluster, family))
    for service in sorted(
        cluster.of("Service"),
        key=lambda service: (objects.namespace(service), objects.name(service)),
    ):
        if unseen and objects.key(service).path > API_SERVER:
            yield unseen.pop()
        yield from ports_of(cluster, service, node, family)
    yield from unseen


def _unseen_ports(cluster: Cluster, family: str) -> Iterator[ServicePort]:
    """Yield the service port of the API server's own Service, in the family of its address, where a
    dump lacks it: the proxies know it, and nobody knows its endpoints.
    """
    namespace, _, name = API_SERVER.partition("/")
    if not cluster.held.knows("Service", API_SERVER) or cluster.get("Service", namespace, name):
        return
    network = ip_network(cluster.settings.service_cidrs[0])
    if family == f"IPv{network.version}":
        never = (0, (), (), (), 0, False, False, 0, (), (), False)
        yield ServicePort(namespace, name, "https", "TCP", str(network[1]), 443, *never)


def ports_of(
    cluster: Cluster, service: Object, node: Object | None, family: str
) -> Iterator[ServicePort]:
    """Yield the service ports of one Service in one family; none where kube-proxy leaves it alone
    (upstream rule: `ShouldSkipService`).
    """
    address = next(iter(of_family(services.addresses(service), family)), "")
    if address and not services.is_external_name(service) and not is_ignored(service):
        known = (port for port in services.ports(service) if port["protocol"] in PROTOCOLS)
        for port in known:
            yield seen_from(_service_port(cluster, service, port, address, family), node)


def is_ignored(service: Object) -> bool:
    """Return whether a Service is left to another proxy by its label."""
    return IGNORED in objects.labels(service)


def seen_from(port: ServicePort, node: Object | None) -> ServicePort:
    """Return a service port as the proxy of one node decides; without a node, as any may."""
    return port._replace(
        cluster=choose(port.endpoints, node, local=False),
        local=choose(port.endpoints, node, local=True),
    )


def is_large(ports: Iterable[ServicePort]) -> bool:
    """Return whether there are so many endpoints that the iptables mode leaves out their comments
    (upstream rule: `largeClusterMode`).
    """
    return sum(len(port.endpoints) for port in ports) > LARGE


def _service_port(
    cluster: Cluster,
    service: Object,
    port: Mapping[str, Any],
    address: str,
    family: str,
) -> ServicePort:
    endpoints = find_backends(cluster, service, port, family)
    return ServicePort(
        objects.namespace(service),
        objects.name(service),
        port.get("name") or "",
        port["protocol"],
        address,
        port["port"],
        port.get("nodePort") or 0,
        of_family(services.external_ips(service), family),
        of_family(services.load_balancer_ips(service), family),
        ranges_of_family(services.source_ranges(service), family),
        services.affinity_seconds(service),
        services.internal_policy(service) == "Local",
        services.external_policy(service) == "Local",
        services.health_check_node_port(service),
        (),
        (),
        any(backend.usable for backend in endpoints),
        tuple(backend for backend in endpoints if backend.ready),
        tuple(endpoints),
    )
