"""The reasons why nothing answers, imported when somebody asks: they rest on half of the diagnosis, which
would be more than half of what a `resolve` imports that gets an answer.
"""

from minik.diagnosis.reason import Reason
from minik.discovery.names import Name
from minik.model.cluster import Cluster
from minik.model.object import Object


def why(cluster: Cluster, service: Object) -> Reason:
    """Return the reason why no pod answers for a Service."""
    from minik.diagnosis import reasons  # noqa: PLC0415 as above

    return reasons.why(cluster, service)


def why_no_target(cluster: Cluster, service: Object, target: str, inside: bool) -> Reason | None:
    """Return why an ExternalName leads nowhere; None if it leads out of the cluster as it should."""
    from minik.diagnosis import reasons  # noqa: PLC0415 as above

    return reasons.why_no_target(cluster, service, target, inside)


def near_services(cluster: Cluster, name: Name) -> str:
    """Return a hint for a name that does not exist; "" if none."""
    from minik.diagnosis import reasons  # noqa: PLC0415 as above

    return reasons.near_services(cluster, name)


def near_ports(service: Object, wanted: str) -> str:
    """Return which ports a Service has, or which port the requested target port belongs to."""
    from minik.diagnosis import reasons  # noqa: PLC0415 as above

    return reasons.near_ports(service, wanted)


def near_address(cluster: Cluster, address: str) -> str:
    """Return which range of the cluster an unused address lies in."""
    from minik.diagnosis import reasons  # noqa: PLC0415 as above

    return reasons.near_address(cluster, address)


def near_node_port(cluster: Cluster, port: str, host: Object) -> str:
    """Return what a port is that no Service has as a node port."""
    from minik.diagnosis import reasons  # noqa: PLC0415 as above

    return reasons.near_node_port(cluster, port, host)
