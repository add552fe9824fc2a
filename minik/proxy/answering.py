"""Whether anybody answers for a Service: what `resolve`, `check` and `why` agree on."""

from minik.endpoints.service_backends import service_families
from minik.kinds.service import fields as services
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy import mode as modes
from minik.proxy.backends import find_backends
from minik.proxy.routing import routes


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
    found = routes(cluster, service, modes.of_cluster(cluster))
    return any(route.backends for route in found if route.entry == "ClusterIP")
