"""The name of a pod below a headless Service: `web-0.web.default.svc.cluster.local`."""

from minik.diagnosis.explanation import Explanation
from minik.diagnosis.reason import Reason
from minik.discovery import lookup, search
from minik.discovery.names import Name
from minik.discovery.records import Record
from minik.kinds import pod as pods
from minik.light_typing import NamedTuple
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.backends import Backend


class HostAnswer(NamedTuple):
    """What a pod's name leads to: the full name, its Service, records and addresses, and the reason
    why there are none.
    """

    name: str
    service: Object | None
    records: tuple[Record, ...]
    routes: tuple[()] = ()
    direct: tuple[Backend, ...] = ()
    target: str = ""
    reason: Reason | None = None


def explain(cluster: Cluster, name: Name) -> Explanation | None:
    """Explain a pod's name: which addresses it has, or why it is not there; None where it is no
    name of a pod.
    """
    found = resolve_host(cluster, name)
    if found is None:
        return None
    if found.reason:
        return Explanation(f"{found.name} is not there: {found.reason.text}")
    addresses = ", ".join(dict.fromkeys(backend.address for backend in found.direct))
    return Explanation(f"{found.name} is the name of a pod, at {addresses}.", works=True)


def resolve_host(cluster: Cluster, name: Name) -> HostAnswer | None:
    """Return where a pod's name leads; None where neither the Service nor the pod is there."""
    if not name.host:
        name = name.as_pod
        pod = cluster.get("Pod", name.namespace, name.host) if name.host else None
        below = pod is not None and pods.subdomain(pod) == name.service
        if not name.host or not (below or cluster.get("Service", name.namespace, name.service)):
            return None
    service = cluster.get("Service", name.namespace, name.service)
    pod = cluster.get("Pod", name.namespace, name.host)
    if service is None and pod is None:
        return None
    labels = (name.host, name.service, name.namespace, "svc")
    full = f"{'.'.join(labels)}.{cluster.settings.cluster_domain}"
    locations, why = lookup.find(cluster, labels)
    if not locations:
        unnamed = search.why_pod_unnamed(cluster, f"{full}.")
        return HostAnswer(full, service, (), reason=Reason(f"{unnamed or why}."))
    addresses = dict.fromkeys(location.address for location in locations)
    records = tuple(
        Record(full, "AAAA" if ":" in address else "A", address) for address in addresses
    )
    direct = tuple(
        Backend(location.address, location.port, True, True, False) for location in locations
    )
    return HostAnswer(full, service, records, direct=direct)
