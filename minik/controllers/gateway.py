"""Gateway API: minik plays the controller of every GatewayClass, and writes the statuses of Gateways,
ListenerSets, routes and BackendTLSPolicies as a conforming one does.
"""

from collections.abc import Iterable, Iterator

from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase

GROUP = "gateway.networking.k8s.io"
OWN = tuple(
    f"{kind}.{GROUP}"
    for kind in (
        "GatewayClass",
        "Gateway",
        "ListenerSet",
        "HTTPRoute",
        "GRPCRoute",
        "TLSRoute",
        "TCPRoute",
        "UDPRoute",
        "ReferenceGrant",
        "BackendTLSPolicy",
    )
)
# what their references and rules about namespaces lead to
FOREIGN = ("Service", "Secret", "ConfigMap", "Namespace", "Ingress")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    if not cluster.of(OWN[0]):
        return ()
    return changes(cluster)


def changes(cluster: Cluster) -> Iterator[Change]:
    """Yield each object whose status is to be another one."""
    from minik.ways.statuses import wanted_statuses  # noqa: PLC0415 few clusters have Gateways

    for obj, status in wanted_statuses(cluster):
        stored = cluster.get(*objects.key(obj)) or obj
        if objects.status(stored) != status:
            yield Put({**stored, "status": status})


CONTROLLER = Controller(
    "gateway-controller", (*OWN, *FOREIGN), Phase.OBSERVERS, reconcile, only_for=OWN[0]
)
