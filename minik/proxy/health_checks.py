"""The health checks of load balancers: which nodes say that they have a backend of their own.

Upstream rule: kube-proxy's service health server (pkg/proxy/healthcheck), which answers at
`/healthz` of the Service's health check node port, with externalTrafficPolicy Local alone.
"""

from minik.endpoints.service_backends import service_families
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.backends import find_backends

PASSES, FAILS = 200, 503


class NodeHealth(NamedTuple):
    """What one node answers: the port, and how many ready endpoints of the Service it has."""

    node: str
    port: int
    local_endpoints: int

    @property
    def status(self) -> int:
        """Return the status of HTTP: 200 for a node with an endpoint of its own, else 503."""
        return PASSES if self.local_endpoints else FAILS


def node_health(cluster: Cluster, service: Object) -> tuple[NodeHealth, ...]:
    """Return what each node answers to a load balancer's health check; () where there is none."""
    number = services.health_check_node_port(service)
    if not number or services.external_policy(service) != "Local":
        return ()
    ready = {
        (backend.node, backend.address)
        for port in services.ports(service)
        for family in service_families(service)
        for backend in find_backends(cluster, service, port, family)
        if backend.ready
    }
    return tuple(
        NodeHealth(name, number, sum(node == name for node, _ in ready))
        for name in map(objects.name, cluster.of("Node"))
    )
