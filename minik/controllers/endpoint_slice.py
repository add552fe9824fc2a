"""EndpointSlices: for every service that chooses pods, slices of at most a hundred endpoints, apart by family and ports.

Upstream rule: endpointslice `Reconciler`. An endpoint stays in the slice in which it is; new ones fill up slices that change anyway,
then the one unchanged slice that they fill best, then new slices. A slice that is no longer needed becomes one that is.
"""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from minik.controllers import _backing, _dump, _names, _zones
from minik.controllers._backing import HEADLESS, MANAGED_BY, SERVICE_NAME, Port
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object

WATCHES = ("Service", "Pod", "Node", "EndpointSlice")
PATIENCE = 5
ONE_GO = True
CONTROLLER = "endpointslice-controller.k8s.io"
RESERVED = (SERVICE_NAME, MANAGED_BY, HEADLESS)
FULL = 100
CONDITIONS = {(ready, serving, terminating): {"ready": ready, "serving": serving, "terminating": terminating}
              for ready in (False, True) for serving in (False, True) for terminating in (False, True)}
Endpoint: TypeAlias = dict[str, Any]
Ports: TypeAlias = tuple[Port, ...]


class Wanted(NamedTuple):
    """A slice as it should be; `old` is what it was, if it was."""

    ports: Ports
    endpoints: list[Endpoint]
    old: Object | None = None


def reconcile(cluster: Cluster) -> Iterable[Change]:
    zones = {objects.name(node): objects.labels(node).get(_zones.ZONE, "") for node in cluster.of("Node")}
    for service, found in _backing.chosen(cluster):
        labels = {**_backing.labels(service, RESERVED), SERVICE_NAME: objects.name(service), MANAGED_BY: CONTROLLER}
        mine = managed(cluster, service)
        families = _backing.families(service)
        yield from (Delete(objects.key(old)) for old in mine if old["addressType"] not in families or not owns(service, old))
        made: list[Put] = []
        for family in families:
            slices = [old for old in mine if old["addressType"] == family and owns(service, old)]
            groups = grouped(service, found, family, zones)
            wanted, spare = arranged(slices, groups)
            if _zones.is_asked_for(service):
                wanted = shared_out(wanted, cluster)
            yield from (Delete(objects.key(old)) for old in spare)
            made += changed(service, family, wanted, labels)
        if made:
            yield from named(cluster, service, found, made)


def managed(cluster: Cluster, service: Object) -> Sequence[Object]:
    """The slices of a service that this controller made."""
    return cluster.selected("EndpointSlice", objects.namespace(service), {SERVICE_NAME: objects.name(service), MANAGED_BY: CONTROLLER})


def owns(service: Object, old: Object) -> bool:
    """Whether a slice is this service's, not that of an earlier one of the same name."""
    return any(reference.get("uid") == objects.uid(service) for reference in old["metadata"].get("ownerReferences") or ())


def grouped(service: Object, found: Sequence[Object], family: str, zones: Mapping[str, str]) -> dict[Ports, dict[str, Endpoint]]:
    """The endpoints of one family by their ports; a pod whose node is gone is none, unless readiness does not matter."""
    everyone = services.publishes_not_ready(service)
    groups = {}
    for ports, members in _backing.by_ports(service, found).items():
        endpoints = {}
        for pod in members:
            ip = _backing.address(pod, family)
            if ip and (everyone or pods.node(pod) in zones):
                made = endpoint(service, pod, ip, zones.get(pods.node(pod), ""))
                endpoints[identity(made)] = made
        if endpoints:
            ordered = sorted(ports, key=lambda port: _dump.slice_port(*port)) if len(ports) > 1 else ports
            groups[tuple(ordered)] = endpoints
    return dict(sorted(groups.items(), key=str)) if len(groups) > 1 else groups


def endpoint(service: Object, pod: Object, ip: str, zone: str) -> Endpoint:
    """A pod as an endpoint: where it is, whether it serves, and for whom it is near."""
    serving, terminating, node = pods.is_ready(pod), pods.is_terminating(pod), pods.node(pod)
    ready = services.publishes_not_ready(service) or serving and not terminating
    made: Endpoint = {"addresses": [ip], "conditions": CONDITIONS[ready, serving, terminating], "targetRef": _backing.target(pod)}
    hostname = _backing.hostname(pod, service)
    if hostname:
        made["hostname"] = hostname
    if node:
        made["nodeName"] = node
    if zone:
        made["zone"] = zone
    near = hints(service, node, zone) if ready else None
    return {**made, "hints": near} if near else made


def hints(service: Object, node: str, zone: str) -> Object | None:
    """For which zones, and nodes, a ready endpoint is the nearest (`trafficdist`)."""
    wish = objects.spec(service).get("trafficDistribution")
    if not wish or _zones.is_asked_for(service):
        return None
    return {**({"forZones": [{"name": zone}]} if zone else {}),
            **({"forNodes": [{"name": node}]} if node and wish == "PreferSameNode" else {})}


def shared_out(wanted: Sequence[Wanted], cluster: Cluster) -> list[Wanted]:
    """The slices with their endpoints shared out among the zones, all slices together."""
    made = iter(_zones.hinted([one for found in wanted for one in found.endpoints], _zones.ratios(cluster.of("Node"))))
    return [found._replace(endpoints=[next(made) for _ in found.endpoints]) for found in wanted]


def identity(found: Endpoint) -> str:
    """By what an endpoint is known again: its address, host name and pod."""
    target = found.get("targetRef") or {}
    return f"{found['addresses'][0]} {found.get('hostname') or ''} {target.get('namespace')}/{target.get('name')}"


def arranged(slices: Sequence[Object], groups: Mapping[Ports, dict[str, Endpoint]]) -> tuple[list[Wanted], list[Object]]:
    """All endpoints in slices, and the slices that are left over; where there is no endpoint, one empty slice says so."""
    known: dict[Ports, list[Object]] = {}
    for old in slices:
        known.setdefault(ports_of(old), []).append(old)
    wanted: list[Wanted] = []
    for ports, endpoints in groups.items():
        wanted += packed(ports, known.get(ports, ()), endpoints)
    used = {objects.name(one.old) for one in wanted if one.old}
    spare = [old for old in slices if objects.name(old) not in used]
    if not wanted:
        empty = next((old for old in spare if not old.get("endpoints") and not old.get("ports")), None)
        wanted, spare = [Wanted((), [], empty)], [old for old in spare if old is not empty]
    for index, one in enumerate(wanted):
        if one.old is None and spare:
            wanted[index] = one._replace(old=spare.pop(0))
    return wanted, spare


def packed(ports: Ports, slices: Sequence[Object], endpoints: Mapping[str, Endpoint]) -> list[Wanted]:
    """The endpoints of one group in as few changed slices as can be (`reconcileByPortMapping`)."""
    waiting = dict(endpoints)
    kept = [(old, [waiting.pop(name) for name in map(identity, old.get("endpoints") or ()) if name in waiting]) for old in slices]
    if not waiting and not slices:
        return []
    rest = list(waiting.values())
    touched = [found for old, found in kept if found and found != (old.get("endpoints") or [])]
    for found in sorted(touched, key=len, reverse=True):
        room = FULL - len(found)
        found += rest[:room]
        rest = rest[room:]
    made: list[Wanted] = []
    while rest:
        open_to_all = [found for old, found in kept if found and len(found) + len(rest) <= FULL and found == (old.get("endpoints") or [])]
        if open_to_all and len(rest) < FULL:
            max(open_to_all, key=len).extend(rest)
            break
        made.append(Wanted(ports, rest[:FULL]))
        rest = rest[FULL:]
    return [*(Wanted(ports, found, old) for old, found in kept if found), *made]


def ports_of(old: Object) -> Ports:
    """The ports of a slice that is there."""
    return tuple(Port(port.get("name") or "", port.get("port"), port.get("protocol") or "TCP", port.get("appProtocol"))
                 for port in old.get("ports") or ())


def changed(service: Object, family: str, wanted: Sequence[Wanted], labels: Mapping[str, str]) -> Iterator[Put]:
    """The slices that are not yet as they should be; those that are new have no name yet."""
    for ports, endpoints, old in wanted:
        if old and (old.get("endpoints") or []) == endpoints and ports_of(old) == ports and objects.labels(old) == labels:
            continue
        metadata: Object = {"generateName": f"{objects.name(service)}-", "namespace": objects.namespace(service), "labels": labels}
        if old:
            metadata = {**old["metadata"], "labels": labels}
        yield Put({"apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": family, "metadata": metadata,
                   "endpoints": endpoints or None, "ports": [_backing.slice_port(port) for port in ports] or None})


def named(cluster: Cluster, service: Object, found: Sequence[Object], made: Sequence[Put]) -> Iterator[Put]:
    """The changed slices with what tells when, whose they are and, for new ones, their names."""
    when = _backing.triggered(service, found)
    fresh = _names.fresh(cluster, "EndpointSlice", objects.namespace(service), f"{objects.name(service)}-")
    for obj in (put.object for put in made):
        metadata = {"ownerReferences": [_names.owner(service)], **obj["metadata"]}
        annotations = {name: value for name, value in objects.annotations(obj).items() if name != _backing.TRIGGER}
        annotations = {**annotations, **({_backing.TRIGGER: when} if when else {})}
        if "name" not in metadata:
            metadata["name"] = next(fresh)
        metadata = {**metadata, "annotations": annotations} if annotations else {k: v for k, v in metadata.items() if k != "annotations"}
        yield Put({**obj, "metadata": metadata})
