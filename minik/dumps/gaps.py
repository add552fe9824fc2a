"""Gaps of a dump: objects that it names and does not hold, and kinds that it leaves out.

A missing part is no reason for anything: a node that a pod names exists, and its health is unknown.
Endpoints that nobody exported are worked out from Services and pods; if one kind of them is there, it
is the evidence, and the other follows it.
"""

from collections.abc import Iterator, Mapping

from minik.kinds import pod as pods
from minik.kinds.endpoint_slice import MANAGED_BY
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.held import Held
from minik.model.object import Key, Object

SYSTEM_NAMESPACES = ("default", "kube-node-lease", "kube-public", "kube-system")
CONTROLLERS = ("endpointslice-controller.k8s.io", "endpointslicemirroring-controller.k8s.io")
KUBERNETES = "default/kubernetes"
MAX_NAMES = 3

Source = Mapping[str, Mapping[str, Object]]


def find_gaps(source: Source) -> Held:
    """Return what a dump leaves out; nothing is held yet."""
    nodes = {pods.node(pod) for pod in source.get("Pod", {}).values()} - {""}
    namespaces = {objects.namespace(obj) for table in source.values() for obj in table.values()} - {
        ""
    }
    unseen = {
        "Node": nodes - set(source.get("Node", {})),
        "Namespace": namespaces.union(SYSTEM_NAMESPACES) - set(source.get("Namespace", {})),
        "Service": set(_kept_services(source)) - set(source.get("Service", {})),
    }
    return Held((), unseen, derived_kinds(source))


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
    nodes = sorted(held.unseen.get("Node", ()))
    namespaces = sorted(held.unseen.get("Namespace", frozenset()) - {*SYSTEM_NAMESPACES})
    parts = []
    if nodes:
        parts.append(f"nodes ({_names(nodes)}: taken to exist, their health is unknown)")
    if namespaces:
        parts.append(f"namespaces ({_names(namespaces)}: taken to exist)")
    if held.unseen.get("Service"):
        parts.append(f"the Service {KUBERNETES} (the proxies have it, without endpoints)")
    if held.derived:
        parts.append(f"{' and '.join(sorted(held.derived))} (worked out from Services and pods)")
    if parts:
        yield f"not in the dump: {', '.join(parts)}"


def _names(names: list[str]) -> str:
    more = f" and {len(names) - MAX_NAMES} more" if len(names) > MAX_NAMES else ""
    return ", ".join(names[:MAX_NAMES]) + more
