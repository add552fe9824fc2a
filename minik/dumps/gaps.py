"""Gaps of a dump: objects that it names and does not hold, and kinds that it leaves out.

A missing part is no reason for anything: a node that a pod names exists, and its health is unknown.
Endpoints that nobody exported are worked out from Services and pods; if one kind of them is there, it
is the evidence, and the other follows it.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from minik.dumps import summary
from minik.kinds import pod as pods
from minik.kinds.endpoint_slice import MANAGED_BY
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.held import EVERY, ONLY, Held
from minik.model.object import Key, Object

SYSTEM_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
CONTROLLERS = ("endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io")
KUBERNETES = "default/kubernetes"
MAX_NAMES = 3
ALWAYS = (  # in any cluster, at any time, unless they were left out
    "ClusterRole",
    "ConfigMap",
    "Event",
    "PersistentVolumeClaim",
    "PriorityClass",
    "Role",
    "Secret",
    "Service",
    "ServiceAccount",
    "StorageClass",
)
TOLD = ("Service", "Pod", "Event", "ConfigMap", "Secret")  # in this order
WORKLOADS = ("Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController", "Job")
COUNTS = ("replicas", "currentNumberScheduled", "active")

Source = Mapping[str, Mapping[str, Object]]


def find_gaps(source: Source, unknown: Iterable[str] | None = None, only: str = "") -> Held:
    """Return what a dump leaves out; nothing is held yet. `unknown` are kinds that could not be seen,
    if that is known, `only` the namespace that a copy is limited to.
    """
    nodes = named_nodes(source.get("Pod", {}).values())
    namespaces = {objects.namespace(obj) for table in source.values() for obj in table.values()} - {
        ""
    }
    unseen = {
        "Node": nodes - set(source.get("Node", {})),
        "Namespace": namespaces.union(SYSTEM_NAMESPACES) - set(source.get("Namespace", {})),
        ONLY: {only} - {""},
        "Service": set(_kept_services(source)) - set(source.get("Service", {})),
    }
    for kind in unknown_kinds(source) if unknown is None else unknown:
        unseen.setdefault(kind, set()).add(EVERY)
    are_seen = unknown is not None and "EndpointSlice" not in unknown
    return Held((), unseen, () if are_seen else derived_kinds(source))


def named_nodes(all_pods: Iterable[Object]) -> set[str]:
    """Return the names of the nodes that pods are on."""
    return {pods.node(pod) for pod in all_pods} - {""}


def unknown_kinds(source: Source) -> Iterator[str]:
    """Yield the kinds of which a dump holds nothing although every cluster that is in use has some, or
    of which it says nothing although others depend on it.

    A cluster may have no pods: they are missing where something tells that there are some, or where
    nothing could tell, since the dump has no endpoints either.
    """
    yield from (kind for kind in ALWAYS if not source.get(kind))
    has_endpoints = source.get("EndpointSlice") or source.get("Endpoints")
    if not source.get("Pod") and (not has_endpoints or any(_pod_traces(source))):
        yield "Pod"


def _pod_traces(source: Source) -> Iterator[bool]:
    """Yield whether each object tells of pods: an endpoint that is one, a workload that counts some."""
    for kind in WORKLOADS:
        for workload in source.get(kind, {}).values():
            status = workload.get("status") or {}
            yield any(status.get(field) for field in COUNTS)
    for slice_ in source.get("EndpointSlice", {}).values():
        for endpoint in slice_.get("endpoints") or ():
            yield (endpoint.get("targetRef") or {}).get("kind") == "Pod"
    for endpoints in source.get("Endpoints", {}).values():
        for subset in endpoints.get("subsets") or ():
            for address in chain(
                subset.get("addresses") or (), subset.get("notReadyAddresses") or ()
            ):
                yield (address.get("targetRef") or {}).get("kind") == "Pod"


def _kept_services(source: Source) -> Iterator[str]:
    """Yield the path of the Service that an API server keeps, with the range of cluster IPs that it
    keeps as well: a dump without it was made in the seconds before it came back.
    """
    if "kubernetes" in source.get("ServiceCIDR", {}):
        yield KUBERNETES


def derived_kinds(source: Source) -> Iterator[str]:
    """Yield the kinds of endpoints that have to be worked out because the dump leaves them out.

    Slices and Endpoints written by hand say nothing about those that controllers keep.
    """
    all_services, slices = source.get("Service", {}), source.get("EndpointSlice", {})
    endpoints = source.get("Endpoints", {})
    kept = {KUBERNETES} & all_services.keys() | {
        path for path, service in all_services.items() if services.selector(service)
    }
    if KUBERNETES in slices or any(map(is_kept_by_controller, slices.values())):
        return
    if kept or endpoints:
        yield "EndpointSlice"
    if kept and kept.isdisjoint(endpoints):
        yield "Endpoints"


def derived_keys(cluster: Cluster) -> set[Key]:
    """Return the keys of the endpoints that were worked out because the dump left out their kind."""
    kinds = cluster.held.derived
    slices = cluster.of("EndpointSlice") if "EndpointSlice" in kinds else ()
    selected = (
        service
        for service in (cluster.of("Service") if "Endpoints" in kinds else ())
        if services.selector(service) or objects.key(service).path == KUBERNETES
    )
    return {
        *(
            objects.key(one)
            for one in slices
            if is_kept_by_controller(one) or objects.key(one).path == KUBERNETES
        ),
        *(objects.key(service)._replace(kind="Endpoints") for service in selected),
    }


def is_kept_by_controller(slice_: Object) -> bool:
    """Return whether an EndpointSlice is one that controllers keep, not one written by hand."""
    return objects.labels(slice_).get(MANAGED_BY) in CONTROLLERS


def describe(held: Held) -> Iterator[str]:
    """Yield one line that says what the dump leaves out; none if it is whole."""
    nodes = sorted(held.unseen.get("Node", frozenset()) - {EVERY})
    namespaces = sorted(held.unseen.get("Namespace", frozenset()) - {*SYSTEM_NAMESPACES, EVERY})
    parts = []
    if known := held.unseen.get(ONLY):
        parts.append(
            f"what is in other namespaces than {', '.join(sorted(known))} (unknown: nothing there is missing)"
        )
    if nodes:
        parts.append(f"nodes ({_names(nodes)}: taken to exist, their health is unknown)")
    if namespaces:
        parts.append(f"namespaces ({_names(namespaces)}: taken to exist)")
    if KUBERNETES in held.unseen.get("Service", ()) and not held.lacks("Service"):
        parts.append(f"the Service {KUBERNETES} (the proxies have it, without endpoints)")
    if held.derived:
        parts.append(f"{' and '.join(sorted(held.derived))} (worked out from Services and pods)")
    unknown = [
        summary.plural(kind, 2) for kind in (*TOLD, *ALWAYS) if EVERY in held.unseen.get(kind, ())
    ]
    if unknown:
        parts.append(f"{_names(list(dict.fromkeys(unknown)))} (nothing is concluded from that)")
    if parts:
        yield f"not in the dump: {', '.join(parts)}"


def _names(names: list[str]) -> str:
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    return ", ".join(names[:MAX_NAMES]) + more
