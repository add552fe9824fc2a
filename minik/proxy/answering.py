"""Whether anybody answers for a Service: what `resolve`, `check` and `why` agree on."""

from collections.abc import Iterator

from minik.endpoints.service_backends import service_families
from minik.kinds.service import fields as services
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import mode as modes
from minik.proxy.addresses import of_family
from minik.proxy.backends import Backend, endpoints_of, find_backends
from minik.proxy.routing import routes
from minik.proxy.service_ports import PROTOCOLS, is_ignored


def answers(cluster: Cluster, service: Object) -> bool:
    """Return whether a Service leads to a backend at one of its ports: by its cluster IP, or a
    headless one by DNS, which names ready endpoints alone. ExternalNames lead elsewhere.
    """
    if services.is_external_name(service):
        return False
    if services.is_headless(service):
        return any(
            backend.ready
            for port in services.ports(service) or [{"protocol": "TCP"}]
            for family in service_families(service)
            for backend in find_backends(cluster, service, port, family)
        )
    listed = list(_listed(cluster, service))
    if not listed or any(backend.ready and backend.pod for backend in listed):
        return bool(listed)  # as mostly: whatever the mode, so that no routes have to be made
    found = routes(cluster, service, modes.of_cluster(cluster))
    return any(route.backends for route in found if route.entry == "ClusterIP")


def _listed(cluster: Cluster, service: Object) -> Iterator[Backend]:
    """Yield the endpoints that are listed for the cluster IPs of a Service, in any state."""
    for family in () if is_ignored(service) else service_families(service):
        if of_family(services.addresses(service), family):
            for port in services.ports(service):
                if port["protocol"] in PROTOCOLS:
                    yield from endpoints_of(cluster, service, port, family)
