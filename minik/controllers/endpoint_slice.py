"""EndpointSlices: for every Service with a selector, slices of at most a hundred endpoints, by
family and ports.

Upstream rule: endpointslice `Reconciler`. An endpoint stays in its slice; new ones fill slices that
change anyway, then the one unchanged slice that they fill best, then new slices. A slice no longer
needed is reused.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.endpoints import endpoint_hashes, service_backends, slice_packing, topology_hints
from minik.endpoints.service_backends import HEADLESS, MANAGED_BY, SERVICE_NAME
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import MutableObject, Object
from minik.workloads import object_names

MANAGER = "endpointslice-controller.k8s.io"
RESERVED = (SERVICE_NAME, MANAGED_BY, HEADLESS)
CONDITIONS = {
    (ready, serving, terminating): {"ready": ready, "serving": serving, "terminating": terminating}
    for ready in (False, True)
    for serving in (False, True)
    for terminating in (False, True)
}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    zones = dict.fromkeys(cluster.held.unseen.get("Node", ()), "")
    zones.update(cluster.table("Node").index_by(name_and_zone).keys())
    for service, members in service_backends.services_with_pods(cluster):
        labels = {
            **service_backends.endpoint_labels(service, RESERVED),
            SERVICE_NAME: objects.name(service),
            MANAGED_BY: MANAGER,
        }
        existing = managed_slices(cluster, service)
        families = service_backends.service_families(service)
        yield from (
            Delete(objects.key(slice_))
            for slice_ in existing
            if slice_["addressType"] not in families or not owns(service, slice_)
        )
        puts: list[Put] = []
        for family in families:
            slices = [
                slice_
                for slice_ in existing
                if slice_["addressType"] == family and owns(service, slice_)
            ]
            groups = group_endpoints(service, members, family, zones)
            plans, spare = slice_packing.plan_slices(slices, groups)
            if topology_hints.wants_hints(service):
                plans = with_zone_hints(plans, cluster)
            yield from (Delete(objects.key(slice_)) for slice_ in spare)
            puts += changed_slices(service, family, plans, labels)
        if service["metadata"].get("deletionTimestamp"):  # new ones would race with the collector
            puts = [put for put in puts if "name" in put.object["metadata"]]
        if puts:
            yield from complete_slices(cluster, service, members, puts)


def name_and_zone(node: Object) -> Iterable[tuple[str, str]]:
    """Return a node's name and zone, "" without one, as index key."""
    return ((objects.name(node), objects.labels(node).get(topology_hints.ZONE, "")),)


def managed_slices(cluster: Cluster, service: Object) -> Sequence[Object]:
    """Return the slices of a Service that this controller created."""
    return cluster.select(
        "EndpointSlice",
        objects.namespace(service),
        {SERVICE_NAME: objects.name(service), MANAGED_BY: MANAGER},
    )


def owns(service: Object, slice_: Object) -> bool:
    """Whether a slice belongs to this Service, not to a deleted one of the same name."""
    return any(
        reference.get("uid") == objects.uid(service)
        for reference in slice_["metadata"].get("ownerReferences") or ()
    )


def group_endpoints(
    service: Object, service_pods: Sequence[Object], family: str, zones: Mapping[str, str]
) -> dict[slice_packing.Ports, dict[str, slice_packing.Endpoint]]:
    """Return the endpoints of one family by ports, each by identity.

    A pod whose node is gone is left out unless publishNotReadyAddresses is set.
    """
    not_ready_too = services.publishes_not_ready(service)
    groups = {}
    for ports, members in service_backends.group_by_ports(service, service_pods).items():
        endpoints = {}
        for pod in members:
            ip = service_backends.pod_address(pod, family)
            if ip and (not_ready_too or pods.node(pod) in zones):
                built = build_endpoint(service, pod, ip, zones.get(pods.node(pod), ""))
                endpoints[slice_packing.endpoint_identity(built)] = built
        if endpoints:
            ordered = (
                sorted(ports, key=lambda port: endpoint_hashes.slice_port_hash(*port))
                if len(ports) > 1
                else ports
            )
            groups[tuple(ordered)] = endpoints
    return dict(sorted(groups.items(), key=str)) if len(groups) > 1 else groups


def build_endpoint(service: Object, pod: Object, ip: str, zone: str) -> slice_packing.Endpoint:
    """Return a pod as an endpoint: address, conditions, node, zone and hints."""
    serving, terminating, node = pods.is_ready(pod), pods.is_terminating(pod), pods.node(pod)
    ready = services.publishes_not_ready(service) or serving and not terminating
    result: MutableObject = {
        "addresses": [ip],
        "conditions": CONDITIONS[ready, serving, terminating],
        "targetRef": service_backends.pod_reference(pod),
    }
    hostname = service_backends.endpoint_hostname(pod, service)
    if hostname:
        result["hostname"] = hostname
    if node:
        result["nodeName"] = node
    if zone:
        result["zone"] = zone
    topology_hints = distribution_hints(service, node, zone) if ready else None
    return {**result, "hints": topology_hints} if topology_hints else result


def distribution_hints(service: Object, node: str, zone: str) -> Object | None:
    """Return the zones and nodes that a ready endpoint is meant for (`trafficDistribution`)."""
    distribution = objects.spec(service).get("trafficDistribution")
    if not distribution or topology_hints.wants_hints(service):
        return None
    return {
        **({"forZones": [{"name": zone}]} if zone else {}),
        **({"forNodes": [{"name": node}]} if node and distribution == "PreferSameNode" else {}),
    }


def with_zone_hints(
    plans: Sequence[slice_packing.SlicePlan], cluster: Cluster
) -> list[slice_packing.SlicePlan]:
    """Return the slices with hints that share out their endpoints among the zones."""
    hinted_endpoints = iter(
        topology_hints.with_hints(
            [item for plan in plans for item in plan.endpoints],
            topology_hints.cpu_ratios(cluster.of("Node")),
        )
    )
    return [
        plan._replace(endpoints=[next(hinted_endpoints) for _ in plan.endpoints]) for plan in plans
    ]


def changed_slices(
    service: Object,
    family: str,
    plans: Sequence[slice_packing.SlicePlan],
    labels: Mapping[str, str],
) -> Iterator[Put]:
    """Yield the slices that differ from what they should be; new ones have no name yet."""
    for ports, endpoints, old in plans:
        if (
            old
            and (old.get("endpoints") or []) == endpoints
            and slice_packing.ports_of(old) == ports
            and objects.labels(old) == labels
        ):
            continue
        metadata: Object = {
            "generateName": f"{objects.name(service)}-",
            "namespace": objects.namespace(service),
            "labels": labels,
        }
        if old:
            metadata = {**old["metadata"], "labels": labels}
        yield Put(
            {
                "apiVersion": "discovery.k8s.io/v1",
                "kind": "EndpointSlice",
                "addressType": family,
                "metadata": metadata,
                "endpoints": endpoints or None,
                "ports": [service_backends.slice_port(port) for port in ports] or None,
            }
        )


def complete_slices(
    cluster: Cluster, service: Object, members: Sequence[Object], puts: Sequence[Put]
) -> Iterator[Put]:
    """Yield the changed slices with trigger time, owner and, for new ones, a name."""
    trigger = service_backends.trigger_time(service, members)
    unused = object_names.unused_names(
        cluster, "EndpointSlice", objects.namespace(service), f"{objects.name(service)}-"
    )
    for obj in (put.object for put in puts):
        metadata = {"ownerReferences": [object_names.owner_reference(service)], **obj["metadata"]}
        annotations = {
            name: value
            for name, value in objects.annotations(obj).items()
            if name != service_backends.TRIGGER
        }
        annotations = {**annotations, **({service_backends.TRIGGER: trigger} if trigger else {})}
        if "name" not in metadata:
            metadata["name"] = next(unused)
        metadata = (
            {**metadata, "annotations": annotations}
            if annotations
            else {k: v for k, v in metadata.items() if k != "annotations"}
        )
        yield Put({**obj, "metadata": metadata})


CONTROLLER = Controller(
    "endpointslice-controller",
    ("Service", "Pod", "Node", "EndpointSlice"),
    Phase.OBSERVERS,
    reconcile,
    settles_in_one_run=True,
)
