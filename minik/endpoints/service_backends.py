"""The pods behind a Service and their ports: shared by the two endpoint controllers.

Upstream rules: endpointslice `util.ShouldPodBeInEndpoints`, `FindPort`, and the trigger time
tracker.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.intake.system_metadata import timestamp
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import after, parse_time
from minik.model.object import Key, Object

MANAGED_BY = "endpointslice.kubernetes.io/managed-by"
SERVICE_NAME = "kubernetes.io/service-name"
HEADLESS = "service.kubernetes.io/headless"
TRIGGER = "endpoints.kubernetes.io/last-change-trigger-time"
CONCERNING = ("Pod", "EndpointSlice", "Node")
LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class Port(NamedTuple):
    """A Service port as one pod serves it; `name` is the Service's name of the port."""

    name: str
    number: int
    protocol: str
    app_protocol: str | None


def services_with_pods(cluster: Cluster) -> Iterator[tuple[Object, Sequence[Object]]]:
    """Yield every Service with a selector, and its unfinished pods that have an address."""
    for service in concerned_services(cluster):
        selector = services.selector(service)
        if selector and not services.is_external_name(service):
            members = cluster.select("Pod", objects.namespace(service), selector)
            yield (
                service,
                [pod for pod in members if pods.addresses(pod) and not pods.is_terminal(pod)],
            )


def concerned_services(cluster: Cluster) -> Sequence[Object]:
    """Return the Services whose endpoints may have to change: all of them, unless whoever asks wanted
    nothing of the cluster before its changes; then those that something has happened to.
    """
    if not cluster.is_rested:
        return cluster.of("Service")
    chosen: set[Key] = set()
    for key, new in cluster.changes.items():
        both = (new, cluster.source.find(key.kind, key.path)) if key.kind in CONCERNING else ()
        if key.kind == "Node" and len({_place(node) for node in both}) > 1:
            return cluster.of("Service")
        if key.kind in ("Service", "Endpoints"):
            chosen.add(key._replace(kind="Service"))
        for obj in filter(None, both):
            if key.kind == "Pod":
                chosen |= _selecting(cluster, key.namespace, objects.labels(obj))
            elif key.kind == "EndpointSlice":
                name = objects.labels(obj).get(SERVICE_NAME, "")
                chosen.add(Key("Service", key.namespace, name))
    found = ((key.path, cluster.at_key(key)) for key in chosen)
    return [service for _, service in sorted(found) if service is not None]


def _selecting(cluster: Cluster, namespace: str, labels: Mapping[str, str]) -> set[Key]:
    """Return the keys of the Services of a namespace that select these labels."""
    own = labels.items()
    return {
        objects.key(service)
        for service in cluster.within("Service", namespace)
        if services.selector(service).items() <= own
    }


def _place(node: Object | None) -> str:
    """Return what endpoints are told of a node: whether it is there, its zone, its size."""
    if node is None:
        return ""
    return f"{objects.labels(node)} {objects.status(node).get('allocatable')}"


def group_by_ports(
    service: Object, members: Sequence[Object]
) -> Mapping[tuple[Port, ...], Sequence[Object]]:
    """Group pods by the ports at which they serve; ports that a pod lacks are left out."""
    service_ports = services.ports(service)
    if not any(isinstance(port.get("targetPort"), str) for port in service_ports):
        return {pod_ports(service, {}): members} if members else {}
    groups: dict[tuple[Port, ...], list[Object]] = {}
    for pod in members:
        groups.setdefault(pod_ports(service, pod), []).append(pod)
    return groups


def pod_ports(service: Object, pod: Object) -> tuple[Port, ...]:
    """Return the ports of a Service as this pod serves them, without those that it lacks."""
    ports = []
    for port in services.ports(service):
        protocol = port.get("protocol") or "TCP"
        number = pods.find_port(pod, port.get("targetPort") or port["port"], protocol)
        if number is not None:
            ports.append(Port(port.get("name") or "", number, protocol, port.get("appProtocol")))
    return tuple(ports)


def slice_port(port: Port) -> Object:
    """Return a port in the form of an EndpointSlice."""
    fields = {"name": port.name, "port": port.number, "protocol": port.protocol}
    return fields if port.app_protocol is None else {**fields, "appProtocol": port.app_protocol}


def pod_address(pod: Object, family: str) -> str:
    """Return a pod's address of one family; "" if it has none."""
    return next((ip for ip in pods.addresses(pod) if (":" in ip) == (family == "IPv6")), "")


def service_families(service: Object) -> Sequence[str]:
    """Return the IP families of a Service.

    If the Service names none (older objects): the family of its cluster IP, or both.
    """
    if services.families(service):
        return services.families(service)
    cluster_ip = services.cluster_ip(service)
    return (
        ["IPv4", "IPv6"]
        if not cluster_ip or services.is_headless(service)
        else ["IPv6" if ":" in cluster_ip else "IPv4"]
    )


def endpoint_hostname(pod: Object, service: Object) -> str:
    """Return a pod's host name if its subdomain is this Service, else ""."""
    return pods.hostname(pod) if pods.subdomain(pod) == objects.name(service) else ""


def pod_reference(pod: Object) -> Object:
    """Return an object reference to a pod."""
    metadata = pod["metadata"]
    return {
        "kind": "Pod",
        "name": metadata["name"],
        "namespace": metadata["namespace"],
        "uid": objects.uid(pod),
    }


def endpoint_labels(service: Object, reserved: Iterable[str] = ()) -> dict[str, str]:
    """Return the labels that endpoints inherit from a Service, plus the headless mark.

    `reserved` names labels that are not inherited.
    """
    inherited = {
        name: value
        for name, value in objects.labels(service).items()
        if name not in reserved and name != HEADLESS
    }
    return (
        inherited
        if services.cluster_ip(service) not in ("", services.NONE)
        else {**inherited, HEADLESS: ""}
    )


def trigger_time(service: Object, members: Iterable[Object]) -> str:
    """Return the time of the change that the endpoints answer to (last-change-trigger-time).

    "" if the latest change was a pod's deletion, whose time upstream does not record.
    """
    latest_change, latest_deletion = objects.read(service, "metadata.creationTimestamp", ""), ""
    for pod in members:
        ready = pods.condition(pod, "Ready") or {}
        latest_change = max(
            latest_change,
            ready.get("lastTransitionTime") or pod["metadata"].get("creationTimestamp") or "",
        )
        if pods.is_terminating(pod):
            latest_deletion = max(latest_deletion, _deletion_time(pod["metadata"]))
    return latest_change if latest_change > latest_deletion else ""


def _deletion_time(metadata: Object) -> str:
    """Return when a pod's deletion was requested: deletionTimestamp minus its grace period."""
    deadline: str = metadata["deletionTimestamp"]
    grace = metadata.get("deletionGracePeriodSeconds")
    return timestamp(after(parse_time(deadline), -grace)) if grace else deadline
