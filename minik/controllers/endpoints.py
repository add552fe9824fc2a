"""Endpoints: for every Service with a selector, one object that lists the addresses of its pods.
Upstream rule: `pkg/controller/endpoint`.

Endpoints that somebody else has written stay until the Service or one of its pods changes; only if
they are deleted they come back at once.
"""

from collections.abc import Iterable, Iterator, Sequence
from math import ceil

from minik.endpoints import endpoint_hashes, service_backends
from minik.endpoints.service_backends import Port
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import Any, TypeAlias
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Key, Object
from minik.recording import command_changes, deletions

MANAGED_BY, MANAGER = "endpoints.kubernetes.io/managed-by", "endpoint-controller"
OVER_CAPACITY, CAPACITY = "endpoints.kubernetes.io/over-capacity", 1000
SERVER = Key("Endpoints", "default", "kubernetes")
SKIP_MIRROR = "endpointslice.kubernetes.io/skip-mirror"
SIDES = ("addresses", "notReadyAddresses")
Subset: TypeAlias = dict[str, Any]


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for service, members in service_backends.services_with_pods(cluster):
        existing = cluster.get("Endpoints", objects.namespace(service), objects.name(service))
        if existing is not None and is_of_server(existing):
            continue
        changes = list(endpoints_changes(existing, service, members))
        if changes and (existing is None or is_queued(cluster, service)):
            yield from changes
    for key, _ in deletions.deleted_objects(cluster, "Service"):
        if (
            cluster.get(*key) is None
            and cluster.get("Endpoints", key.namespace, key.name) is not None
        ):
            yield Delete(Key("Endpoints", key.namespace, key.name))


def is_of_server(endpoints: Object) -> bool:
    """Whether the API server writes these Endpoints, its own, whatever their Service selects: every ten
    seconds again, so that this controller's writes do not stay.
    """
    is_named = objects.key(endpoints) == SERVER
    return is_named and SKIP_MIRROR in objects.labels(endpoints)


def is_queued(cluster: Cluster, service: Object) -> bool:
    """Whether a Service or one of its pods, present or former, has changed in this command."""
    selector = services.selector(service).items()
    return command_changes.concerns(
        cluster, objects.key(service), lambda pod: selector <= objects.labels(pod).items()
    )


def listable_pods(service: Object, members: Sequence[Object]) -> Sequence[Object]:
    """Return the pods to list: terminating ones only with publishNotReadyAddresses."""
    return (
        members
        if services.publishes_not_ready(service)
        else [pod for pod in members if not pods.is_terminating(pod)]
    )


def endpoints_changes(
    existing: Object | None, service: Object, members: Sequence[Object]
) -> Iterator[Change]:
    """Yield the Endpoints of a Service, if they have changed."""
    all_subsets = build_subsets(service, listable_pods(service, members))
    final_subsets = truncate(all_subsets)
    over = {OVER_CAPACITY: "truncated"} if final_subsets is not all_subsets else {}
    labels = {**service_backends.endpoint_labels(service), MANAGED_BY: MANAGER}
    old_annotations = objects.annotations(existing) if existing else {}
    if (
        existing
        and (existing.get("subsets") or []) == final_subsets
        and objects.labels(existing) == labels
        and old_annotations.get(OVER_CAPACITY) == over.get(OVER_CAPACITY)
    ):
        return
    trigger = service_backends.trigger_time(service, members)
    annotations = {
        name: text
        for name, text in old_annotations.items()
        if name not in (OVER_CAPACITY, service_backends.TRIGGER)
    }
    annotations |= {**over, **({service_backends.TRIGGER: trigger} if trigger else {})}
    metadata = {
        "name": objects.name(service),
        "namespace": objects.namespace(service),
        "labels": labels,
    }
    yield Put(
        {
            "apiVersion": "v1",
            "kind": "Endpoints",
            "metadata": {**metadata, **({"annotations": annotations} if annotations else {})},
            **({"subsets": final_subsets} if final_subsets else {}),
        }
    )


# Ports whose pods are the same ones stand together in one subset; so a pod stands in several where
# its ports differ from the others' (`RepackSubsets`). Here pods come grouped by their ports
# already: two ports have the same pods if they occur in the same groups.
def build_subsets(service: Object, service_pods: Sequence[Object]) -> list[Subset]:
    """Return the pods' addresses in subsets; each subset holds pods reached at the same ports."""
    groups = list(service_backends.group_by_ports(service, service_pods).items())
    ports: dict[Port | None, tuple[int, ...]] = {}
    for index, (offered, _) in enumerate(groups):
        for port in offered or (
            (None,) if not services.ports(service) and services.is_headless(service) else ()
        ):
            ports[port] = (*ports.get(port, ()), index)
    ports_by_groups: dict[tuple[int, ...], list[Port]] = {}
    for port, indexes in ports.items():
        ports_by_groups.setdefault(indexes, []).extend([port] if port else [])
    built = [
        build_subset(service, [pod for index in indexes for pod in groups[index][1]], offered_ports)
        for indexes, offered_ports in ports_by_groups.items()
    ]
    whole = [built_subset for built_subset in built if built_subset.keys() & set(SIDES)]
    return sorted(whole, key=endpoint_hashes.subset_hash) if len(whole) > 1 else whole


def build_subset(service: Object, members: Sequence[Object], ports: Sequence[Port]) -> Subset:
    """Return one subset: ready addresses, addresses that are not ready, and ports."""
    not_ready_too = services.publishes_not_ready(service)
    sides: dict[str, list[Object]] = {side: [] for side in SIDES}
    for pod in members:
        address = endpoint_address(service, pod)
        if address:
            sides[SIDES[not (not_ready_too or pods.is_ready(pod))]].append(address)
    result: Subset = {
        side: sorted(addresses, key=_address_key) for side, addresses in sides.items() if addresses
    }
    ordered = (
        sorted(ports, key=lambda port: endpoint_hashes.endpoints_port_hash(*port))
        if len(ports) > 1
        else ports
    )
    return {**result, "ports": [_subset_port(port) for port in ordered]} if ports else result


def endpoint_address(service: Object, pod: Object) -> Object | None:
    """Return a pod's address in the Service's first family; None if it has none."""
    families = services.families(service)
    ip = (
        service_backends.pod_address(pod, families[0])
        if families
        else _legacy_address(service, pod)
    )
    if not ip:
        return None
    hostname = service_backends.endpoint_hostname(pod, service)
    return {
        **({"hostname": hostname} if hostname else {}),
        "ip": ip,
        "nodeName": pods.node(pod),
        "targetRef": service_backends.pod_reference(pod),
    }


def _legacy_address(service: Object, pod: Object) -> str:
    """Return a pod's address for a Service without ipFamilies.

    The first one for a headless Service, else the one of the cluster IP's family.
    """
    cluster_ip = services.cluster_ip(service)
    return (
        pods.addresses(pod)[0]
        if cluster_ip in ("", services.NONE)
        else service_backends.pod_address(pod, "IPv6" if ":" in cluster_ip else "IPv4")
    )


def _address_key(address: Object) -> tuple[str, str]:
    return address["ip"], address["targetRef"]["uid"]


def _subset_port(port: Port) -> Object:
    result: Object = {
        **({"name": port.name} if port.name else {}),
        "port": port.number,
        "protocol": port.protocol,
    }
    return result if port.app_protocol is None else {**result, "appProtocol": port.app_protocol}


def truncate(all_subsets: list[Subset]) -> list[Subset]:
    """Return at most a thousand addresses, ready ones first; each subset loses in proportion
    (`truncateEndpoints`).
    """
    ready, waiting = (sum(len(subset.get(side, ())) for subset in all_subsets) for side in SIDES)
    if ready + waiting <= CAPACITY:
        return all_subsets
    side, total, limit = (
        (SIDES[0], ready, CAPACITY) if ready > CAPACITY else (SIDES[1], waiting, CAPACITY - ready)
    )
    remaining, result = limit, []
    for subset in all_subsets:
        share = min(ceil(len(subset.get(side, ())) / total * limit), remaining)
        remaining -= share
        trimmed = {
            **subset,
            side: subset.get(side, [])[:share],
            **({SIDES[1]: []} if side == SIDES[0] else {}),
        }
        result.append({name: value for name, value in trimmed.items() if value})
    return result


CONTROLLER = Controller(
    "endpoints-controller",
    ("Service", "Pod", "Endpoints"),
    Phase.OBSERVERS,
    reconcile,
    settles_in_one_run=True,
)
