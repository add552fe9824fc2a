"""A workload at one moment of a rollout: its pods, and the ready addresses of its Services."""

from collections.abc import Iterator, Mapping, Sequence

from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read

SERVICE_NAME = "kubernetes.io/service-name"


class Snapshot(NamedTuple):
    """The state of each pod by name, and the ready addresses of each Service by name."""

    pods: Mapping[str, str]
    ready: Mapping[str, Sequence[str]]


def take_snapshot(cluster: Cluster, workload: Object) -> Snapshot:
    """Return a workload's snapshot of this moment."""
    pod_states = {objects.name(pod): pod_state(pod) for pod in pods_of(cluster, workload)}
    return Snapshot(
        pod_states,
        {
            objects.name(service): ready_addresses(cluster, service)
            for service in services_of(cluster, workload)
        },
    )


def pods_of(cluster: Cluster, workload: Object) -> Iterator[Object]:
    """Yield the pods of a workload, its own and those of its replica sets."""
    uid = objects.uid(workload)
    for owner in (
        uid,
        *(objects.uid(replica_set) for replica_set in cluster.owned_by(uid, "ReplicaSet")),
    ):
        yield from cluster.owned_by(owner, "Pod")


def pod_state(pod: Object) -> str:
    """Return the state of a pod: Terminating, Ready or its phase."""
    if pods.is_terminating(pod):
        return "Terminating"
    return "Ready" if pods.is_ready(pod) else pods.phase(pod) or "Pending"


def services_of(cluster: Cluster, workload: Object) -> Iterator[Object]:
    """Yield the Services whose selector matches a workload's pods."""
    labels = read(workload, "spec.template.metadata.labels", {}).items()
    for service in cluster.within("Service", objects.namespace(workload)):
        selector = services.selector(service)
        if selector and selector.items() <= labels:
            yield service


def ready_addresses(cluster: Cluster, service: Object) -> list[str]:
    """Return the ready addresses of a Service, sorted."""
    slices = cluster.select(
        "EndpointSlice", objects.namespace(service), {SERVICE_NAME: objects.name(service)}
    )
    return sorted(
        address
        for slice_ in slices
        for endpoint in slice_.get("endpoints") or ()
        if read(endpoint, "conditions.ready", True) is not False
        for address in endpoint["addresses"]
    )
