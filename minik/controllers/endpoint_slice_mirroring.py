"""Mirror handwritten Endpoints to EndpointSlices, which are all that proxies and DNS read.

Upstream rule: `pkg/controller/endpointslicemirroring`. Only Endpoints of a Service without a
selector are mirrored: a slice for every family and set of ports, at most a thousand addresses of a
subset.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.endpoints import endpoint_hashes, service_backends
from minik.endpoints.service_backends import LAST_APPLIED, MANAGED_BY, SERVICE_NAME, TRIGGER, Port
from minik.kinds.service import fields as services
from minik.light_typing import Any, TypeAlias
from minik.model import ip
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object
from minik.workloads import object_names

MANAGER = "endpointslicemirroring-controller.k8s.io"
SKIP, LEADER = "endpointslice.kubernetes.io/skip-mirror", "control-plane.alpha.kubernetes.io/leader"
MAX_ADDRESSES = 1000
SIDES = (("addresses", True), ("notReadyAddresses", False))
Group: TypeAlias = tuple[str, tuple[Port, ...]]
Groups: TypeAlias = dict[Group, list[Object]]


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for endpoints in cluster.of("Endpoints"):
        service = cluster.get("Service", objects.namespace(endpoints), objects.name(endpoints))
        mirror_it = service and not services.selector(service) and is_mirrored(endpoints)
        labels = {MANAGED_BY: MANAGER, SERVICE_NAME: objects.name(endpoints)}
        mirrors = cluster.select("EndpointSlice", objects.namespace(endpoints), labels)
        if mirror_it or mirrors:
            yield from mirror_changes(
                cluster, endpoints, group_addresses(endpoints) if mirror_it else {}, mirrors
            )


def is_mirrored(endpoints: Object) -> bool:
    """Whether Endpoints are mirrored: not a leader lock, not excluded by label, not terminating."""
    return (
        objects.labels(endpoints).get(SKIP) != "true"
        and LEADER not in objects.annotations(endpoints)
        and not endpoints["metadata"].get("deletionTimestamp")
    )


def group_addresses(endpoints: Object) -> Groups:
    """Return the addresses as endpoints, by family and ports; invalid addresses are skipped."""
    groups: dict[Group, dict[str, Object]] = {}
    for subset in endpoints.get("subsets") or ():
        ports = ports_of(subset)
        all_addresses = (
            (address, ready) for side, ready in SIDES for address in subset.get(side) or ()
        )
        for address, ready in [
            (address, ready) for address, ready in all_addresses if ip.parse_lenient(address["ip"])
        ][:MAX_ADDRESSES]:
            identity = f"{address['ip']} {address.get('hostname')} {address.get('targetRef')}"
            groups.setdefault((ip.family(address["ip"]), ports), {})[identity] = mirror_endpoint(
                address, ready
            )
    return {group: list(members.values()) for group, members in groups.items()}


def ports_of(subset: Mapping[str, Any]) -> tuple[Port, ...]:
    """Return the ports of a subset, in the order of an EndpointSlice."""
    ports = [
        Port(
            port.get("name") or "",
            port["port"],
            port.get("protocol") or "TCP",
            port.get("appProtocol"),
        )
        for port in subset.get("ports") or ()
    ]
    return tuple(sorted(ports, key=lambda port: endpoint_hashes.slice_port_hash(*port)))


def mirror_endpoint(address: Mapping[str, Any], ready: bool) -> Object:
    """Return an address as an endpoint; only its readiness is known."""
    copied = {
        name: address[name] for name in ("hostname", "nodeName", "targetRef") if address.get(name)
    }
    return {
        "addresses": [str(ip.parse_lenient(address["ip"]))],
        "conditions": {"ready": ready},
        **copied,
    }


def mirror_changes(
    cluster: Cluster, endpoints: Object, groups: Groups, mirrors: Sequence[Object]
) -> Iterator[Change]:
    """Yield the slices to write and delete; slices left over are reused first."""
    unused = object_names.unused_names(
        cluster, "EndpointSlice", objects.namespace(endpoints), f"{objects.name(endpoints)}-"
    )
    matching = {
        group_of(slice_): slice_ for slice_ in reversed(mirrors) if group_of(slice_) in groups
    }
    spare = [slice_ for slice_ in mirrors if matching.get(group_of(slice_)) is not slice_]
    for group, members in groups.items():
        slice_ = matching.get(group) or next(
            (slice_ for slice_ in spare if slice_["addressType"] == group[0]), None
        )
        spare = [other for other in spare if other is not slice_]
        wanted = mirror_slice(endpoints, group, members, slice_)
        if (
            slice_
            and all(slice_.get(field) == wanted[field] for field in ("endpoints", "ports"))
            and same_metadata(slice_, wanted)
        ):
            continue
        yield Put(wanted if slice_ else objects.write(wanted, "metadata.name", next(unused)))
    yield from (Delete(objects.key(slice_)) for slice_ in spare)


def group_of(slice_: Object) -> Group:
    """Return family and ports of a slice."""
    return slice_["addressType"], ports_of(slice_)


def same_metadata(slice_: Object, wanted: Object) -> bool:
    return objects.labels(slice_) == objects.labels(wanted) and objects.annotations(
        slice_
    ) == objects.annotations(wanted)


def mirror_slice(
    endpoints: Object, group: Group, members: list[Object], slice_: Object | None
) -> Object:
    """Return the slice that mirrors one group; `old` is the slice to reuse, or None."""
    annotations = {
        name: text
        for name, text in objects.annotations(endpoints).items()
        if name not in (TRIGGER, LAST_APPLIED)
    }
    labels = {
        **objects.labels(endpoints),
        SERVICE_NAME: objects.name(endpoints),
        MANAGED_BY: MANAGER,
    }
    metadata: Object = {
        "generateName": f"{objects.name(endpoints)}-",
        "namespace": objects.namespace(endpoints),
        "labels": labels,
        "ownerReferences": [object_names.owner_reference(endpoints)],
        **({"annotations": annotations} if annotations else {}),
        **({"name": objects.name(slice_)} if slice_ else {}),
    }
    family, ports = group
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "addressType": family,
        "metadata": metadata,
        "endpoints": members,
        "ports": [service_backends.slice_port(port) for port in ports] or None,
    }


CONTROLLER = Controller(
    "endpointslice-mirroring-controller",
    ("Service", "Endpoints", "EndpointSlice"),
    Phase.OBSERVERS,
    reconcile,
    settles_in_one_run=True,
)
