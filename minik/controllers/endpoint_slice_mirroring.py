"""Endpoints that people wrote by hand are mirrored to EndpointSlices, which alone proxies and DNS read.

Upstream rule: `pkg/controller/endpointslicemirroring`. Only what belongs to a service without a selector is mirrored, a slice for every
family and set of ports, with a thousand addresses of a subset at most.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from minik.controllers import _backing, _dump, _names
from minik.controllers._backing import LAST_APPLIED, MANAGED_BY, SERVICE_NAME, TRIGGER, Port
from minik.kinds.service import fields as services
from minik.model import ip
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object

WATCHES = ("Service", "Endpoints", "EndpointSlice")
PATIENCE = 5
ONE_GO = True
CONTROLLER = "endpointslicemirroring-controller.k8s.io"
SKIP, LEADER = "endpointslice.kubernetes.io/skip-mirror", "control-plane.alpha.kubernetes.io/leader"
MOST = 1000
SIDES = (("addresses", True), ("notReadyAddresses", False))
Group: TypeAlias = tuple[str, tuple[Port, ...]]
Groups: TypeAlias = dict[Group, list[Object]]


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for endpoints in cluster.of("Endpoints"):
        service = cluster.get("Service", objects.namespace(endpoints), objects.name(endpoints))
        wanted = service and not services.selector(service) and is_wanted(endpoints)
        labels = {MANAGED_BY: CONTROLLER, SERVICE_NAME: objects.name(endpoints)}
        mirrors = cluster.selected("EndpointSlice", objects.namespace(endpoints), labels)
        if wanted or mirrors:
            yield from mirrored(cluster, endpoints, grouped(endpoints) if wanted else {}, mirrors)


def is_wanted(endpoints: Object) -> bool:
    """Whether somebody means it to be mirrored: not a lock, not excepted, not going."""
    return (objects.labels(endpoints).get(SKIP) != "true" and LEADER not in objects.annotations(endpoints)
            and not endpoints["metadata"].get("deletionTimestamp"))


def grouped(endpoints: Object) -> Groups:
    """The addresses as endpoints, by family and ports; an address that is no address is passed over."""
    groups: dict[Group, dict[str, Object]] = {}
    for subset in endpoints.get("subsets") or ():
        ports = ports_of(subset)
        every = ((address, ready) for side, ready in SIDES for address in subset.get(side) or ())
        for address, ready in [(address, ready) for address, ready in every if ip.lenient(address["ip"])][:MOST]:
            identity = f"{address['ip']} {address.get('hostname')} {address.get('targetRef')}"
            groups.setdefault((ip.family(address["ip"]), ports), {})[identity] = endpoint(address, ready)
    return {group: list(members.values()) for group, members in groups.items()}


def ports_of(subset: Mapping[str, Any]) -> tuple[Port, ...]:
    """The ports of a subset, in the order in which slices hold them."""
    ports = [Port(port.get("name") or "", port["port"], port.get("protocol") or "TCP", port.get("appProtocol"))
             for port in subset.get("ports") or ()]
    return tuple(sorted(ports, key=lambda port: _dump.slice_port(*port)))


def endpoint(address: Mapping[str, Any], ready: bool) -> Object:
    """An address as an endpoint; of its conditions only readiness is known."""
    kept = {name: address[name] for name in ("hostname", "nodeName", "targetRef") if address.get(name)}
    return {"addresses": [str(ip.lenient(address["ip"]))], "conditions": {"ready": ready}, **kept}


def mirrored(cluster: Cluster, endpoints: Object, groups: Groups, mirrors: Sequence[Object]) -> Iterator[Change]:
    """The slices that these groups need, where they are not there; those that are left over are used again, or go."""
    fresh = _names.fresh(cluster, "EndpointSlice", objects.namespace(endpoints), f"{objects.name(endpoints)}-")
    fitting = {key(old): old for old in reversed(mirrors) if key(old) in groups}
    spare = [old for old in mirrors if fitting.get(key(old)) is not old]
    for group, members in groups.items():
        old = fitting.get(group) or next((old for old in spare if old["addressType"] == group[0]), None)
        spare = [other for other in spare if other is not old]
        made = mirror(endpoints, group, members, old)
        if old and all(old.get(field) == made[field] for field in ("endpoints", "ports")) and same_metadata(old, made):
            continue
        yield Put(made if old else objects.write(made, "metadata.name", next(fresh)))
    yield from (Delete(objects.key(old)) for old in spare)


def key(old: Object) -> Group:
    """Of which family and ports a slice is."""
    return old["addressType"], ports_of(old)


def same_metadata(old: Object, made: Object) -> bool:
    return objects.labels(old) == objects.labels(made) and objects.annotations(old) == objects.annotations(made)


def mirror(endpoints: Object, group: Group, members: list[Object], old: Object | None) -> Object:
    """A slice that mirrors one group."""
    annotations = {name: text for name, text in objects.annotations(endpoints).items() if name not in (TRIGGER, LAST_APPLIED)}
    labels = {**objects.labels(endpoints), SERVICE_NAME: objects.name(endpoints), MANAGED_BY: CONTROLLER}
    metadata: Object = {"generateName": f"{objects.name(endpoints)}-", "namespace": objects.namespace(endpoints), "labels": labels,
                        "ownerReferences": [_names.owner(endpoints)], **({"annotations": annotations} if annotations else {}),
                        **({"name": objects.name(old)} if old else {})}
    family, ports = group
    return {"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": family, "metadata": metadata,
            "endpoints": members, "ports": [_backing.slice_port(port) for port in ports] or None}
