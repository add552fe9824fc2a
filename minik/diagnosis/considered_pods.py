"""The pods that were considered for a Service, each with the first check that it failed."""

from minik.diagnosis import endpoint_checks
from minik.diagnosis.explanation import Row
from minik.diagnosis.nearness import is_near
from minik.endpoints.service_backends import service_families
from minik.kinds import endpoint_slice as endpoint_slices
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.backends import find_backends

MAX_ROWS = 20


def count_endpoints(cluster: Cluster, service: Object) -> int:
    """Return how many ready addresses stand behind a Service, at one of its ports."""
    if services.ports(service):
        backends = (
            backend
            for port in services.ports(service)
            for family in service_families(service)
            for backend in find_backends(cluster, service, port, family)
        )
        return len({backend.address for backend in backends if backend.ready})
    addresses = {
        address
        for endpoint_slice in endpoint_slices.slices_of_service(
            cluster, objects.namespace(service), objects.name(service)
        )
        for endpoint in endpoint_slices.endpoints(endpoint_slice)
        if (endpoint.get("conditions") or {}).get("ready") is not False
        for address in endpoint.get("addresses") or ()
    }
    return len(addresses)


def count_leaving(cluster: Cluster, service: Object) -> int:
    """Return how many addresses are terminating and still serve: they answer where none is ready."""
    backends = (
        backend
        for port in services.ports(service)
        for family in service_families(service)
        for backend in find_backends(cluster, service, port, family)
    )
    return len({backend.address for backend in backends if backend.usable and not backend.ready})


def rows(cluster: Cluster, service: Object) -> tuple[list[Row], int, int]:
    """Return rows for pods that share a label with the selector, the nearest first; how many more,
    and how many share none.

    A pod with one of its keys and another value counts if the value is near, or if the selector
    matches no pod.
    """
    selector, namespace = services.selector(service), objects.namespace(service)
    table = cluster.table("Pod")
    near = {
        id(pod): pod
        for pair in selector.items()
        for pod in table.by_label.get((namespace, *pair), ())
    }
    is_unmatched = not any(selector.items() <= objects.labels(pod).items() for pod in near.values())
    alike = {
        id(pod): pod
        for name, value in selector.items()
        for pod in table.by_namespace.get(namespace, ())[:2000]
        if name in objects.labels(pod)
        and (is_unmatched or is_near(value, objects.labels(pod)[name]))
    }
    candidates = list({**near, **alike}.values())
    candidates.sort(
        key=lambda pod: (-len(selector.items() & objects.labels(pod).items()), objects.name(pod))
    )
    considered = []
    for pod in candidates[:MAX_ROWS]:
        failed = endpoint_checks.first_failed_check(cluster, service, pod)
        considered.append(
            Row(objects.name(pod), failed.gate, failed.text)
            if failed
            else Row(objects.name(pod), "", f"stands behind it, {pod_place(pod)}", True)
        )
    return (
        considered,
        len(candidates) - len(considered),
        len(table.by_namespace.get(namespace, ())) - len(candidates),
    )


def pod_place(pod: Object) -> str:
    """Return where a pod is reached."""
    return f"at {pods.address(pod) or 'no address yet'}"
