"""Who stands behind a service, and at which ports: what the two endpoint controllers share.

Upstream rules: endpointslice `util.ShouldPodBeInEndpoints`, `FindPort`, and the trigger time tracker.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, timedelta
from typing import NamedTuple

from minik.intake.admission import timestamp
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import moment
from minik.model.object import Object

MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
SERVICE_NAME = "kubernetes.io/service-name"
HEADLESS = "service.kubernetes.io/headless"
TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time"
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class Port(NamedTuple):
    """Where a pod is reached for one port of a service, which it is called by."""

    name: str
    number: int
    protocol: str
    app_protocol: str | None


def chosen(cluster: Cluster) -> Iterator[tuple[Object, Sequence[Object]]]:
    """Every service that chooses its pods by labels, with the pods of those labels that run somewhere."""
    for service in cluster.of("Service"):
        selector = services.selector(service)
        if selector and not services.is_external_name(service):
            found = cluster.selected("Pod", objects.namespace(service), selector)
            yield service, [pod for pod in found if pods.addresses(pod) and not pods.is_terminal(pod)]


def by_ports(service: Object, found: Sequence[Object]) -> Mapping[tuple[Port, ...], Sequence[Object]]:
    """The pods, grouped by the ports at which they serve; a port that a pod does not have is missing from its group's."""
    wanted = services.ports(service)
    if not any(isinstance(port.get("targetPort"), str) for port in wanted):
        return {at(service, {}): found} if found else {}
    groups: dict[tuple[Port, ...], list[Object]] = {}
    for pod in found:
        groups.setdefault(at(service, pod), []).append(pod)
    return groups


def at(service: Object, pod: Object) -> tuple[Port, ...]:
    """The ports of a service as this pod has them."""
    found = []
    for port in services.ports(service):
        protocol = port.get("protocol") or "TCP"
        number = pods.find_port(pod, port.get("targetPort") or port["port"], protocol)
        if number is not None:
            found.append(Port(port.get("name") or "", number, protocol, port.get("appProtocol")))
    return tuple(found)


def slice_port(port: Port) -> Object:
    """A port as EndpointSlices hold it."""
    made = {"name": port.name, "port": port.number, "protocol": port.protocol}
    return made if port.app_protocol is None else {**made, "appProtocol": port.app_protocol}


def address(pod: Object, family: str) -> str:
    """A pod's address of one family; nothing where it has none."""
    return next((found for found in pods.addresses(pod) if (":" in found) == (family == "IPv6")), "")


def families(service: Object) -> Sequence[str]:
    """The families of a service; one of old, that does not tell, is of its address's, or of both."""
    if services.families(service):
        return services.families(service)
    found = services.cluster_ip(service)
    return ["IPv4", "IPv6"] if not found or services.is_headless(service) else ["IPv6" if ":" in found else "IPv4"]


def hostname(pod: Object, service: Object) -> str:
    """The name by which a pod is known under a service: its own, where it says that it belongs there."""
    return pods.hostname(pod) if pods.subdomain(pod) == objects.name(service) else ""


def target(pod: Object) -> Object:
    """A reference to a pod."""
    metadata = pod["metadata"]
    return {"kind": "Pod", "name": metadata["name"], "namespace": metadata["namespace"], "uid": metadata["uid"]}


def labels(service: Object, reserved: Iterable[str] = ()) -> dict[str, str]:
    """The labels that endpoints inherit: all of the service's, and whether it is headless."""
    found = {name: value for name, value in objects.labels(service).items() if name not in reserved and name != HEADLESS}
    return found if services.cluster_ip(service) not in ("", services.NONE) else {**found, HEADLESS: ""}


def triggered(service: Object, found: Iterable[Object]) -> str:
    """When that happened to which the endpoints answer; nothing where it was a pod's going, of which nobody writes down the time."""
    came, went = objects.read(service, "metadata.creationTimestamp", ""), ""
    for pod in found:
        ready = pods.condition(pod, "Ready") or {}
        came = max(came, ready.get("lastTransitionTime") or pod["metadata"].get("creationTimestamp") or "")
        if pods.is_terminating(pod):
            went = max(went, _told(pod["metadata"]))
    return came if came > went else ""


def _told(metadata: Object) -> str:
    """When a pod was told to go: its grace period before it must be gone."""
    gone: str = metadata["deletionTimestamp"]
    grace = metadata.get("deletionGracePeriodSeconds")
    return timestamp((moment(gone) - timedelta(seconds=grace)).astimezone(UTC)) if grace else gone
