"""Endpoints: for every service that chooses pods, one object that lists their addresses. Upstream rule: `pkg/controller/endpoint`."""
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from typing import Any, TypeAlias

from minik.controllers import _backing, _departed, _dump
from minik.controllers._backing import Port
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Key, Object

WATCHES = ("Service", "Pod", "Endpoints")
PATIENCE = 5
ONE_GO = True
MANAGED_BY, CONTROLLER = "endpoints.kubernetes.io/managed-by", "endpoint-controller"
OVER_CAPACITY, CAPACITY = "endpoints.kubernetes.io/over-capacity", 1000
SIDES = ("addresses", "notReadyAddresses")
Subset: TypeAlias = dict[str, Any]


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for service, found in _backing.chosen(cluster):
        old = cluster.get("Endpoints", objects.namespace(service), objects.name(service))
        yield from changed(old, service, found)
    for key, _ in _departed.departed(cluster, "Service"):
        if cluster.get(*key) is None and cluster.get("Endpoints", key.namespace, key.name) is not None:
            yield Delete(Key("Endpoints", key.namespace, key.name))


def listed(service: Object, found: Sequence[Object]) -> Sequence[Object]:
    """The pods that may be listed: those that are going only where readiness does not matter."""
    return found if services.publishes_not_ready(service) else [pod for pod in found if not pods.is_terminating(pod)]


def changed(old: Object | None, service: Object, found: Sequence[Object]) -> Iterator[Change]:
    """The Endpoints of a service, where they are not so already."""
    everything = subsets(service, listed(service, found))
    kept = truncated(everything)
    over = {OVER_CAPACITY: "truncated"} if kept is not everything else {}
    labels = {**_backing.labels(service), MANAGED_BY: CONTROLLER}
    was = objects.annotations(old) if old else {}
    if old and (old.get("subsets") or []) == kept and objects.labels(old) == labels and was.get(OVER_CAPACITY) == over.get(OVER_CAPACITY):
        return
    when = _backing.triggered(service, found)
    told = {name: text for name, text in was.items() if name not in (OVER_CAPACITY, _backing.TRIGGER)}
    told |= {**over, **({_backing.TRIGGER: when} if when else {})}
    metadata = {"name": objects.name(service), "namespace": objects.namespace(service), "labels": labels}
    yield Put({"apiVersion": "v1", "kind": "Endpoints", "metadata": {**metadata, **({"annotations": told} if told else {})},
               **({"subsets": kept} if kept else {})})


# Ports whose pods are the same ones stand together in one subset; so a pod stands in several where its ports differ from the others'
# (`RepackSubsets`). Here pods come grouped by their ports already: two ports have the same pods if they occur in the same groups.
def subsets(service: Object, found: Sequence[Object]) -> list[Subset]:
    """The pods' addresses, in subsets of those that are reached at the same ports."""
    groups = list(_backing.by_ports(service, found).items())
    ports: dict[Port | None, tuple[int, ...]] = {}
    for index, (offered, _) in enumerate(groups):
        for port in offered or ((None,) if not services.ports(service) and services.is_headless(service) else ()):
            ports[port] = (*ports.get(port, ()), index)
    together: dict[tuple[int, ...], list[Port]] = {}
    for port, where in ports.items():
        together.setdefault(where, []).extend([port] if port else [])
    made = [subset(service, [pod for index in where for pod in groups[index][1]], members) for where, members in together.items()]
    whole = [one for one in made if one.keys() & set(SIDES)]
    return sorted(whole, key=_dump.subset) if len(whole) > 1 else whole


def subset(service: Object, members: Sequence[Object], ports: Sequence[Port]) -> Subset:
    """One subset: who is ready, who is not, and the ports."""
    everyone = services.publishes_not_ready(service)
    sides: dict[str, list[Object]] = {side: [] for side in SIDES}
    for pod in members:
        address = entry(service, pod)
        if address:
            sides[SIDES[not (everyone or pods.is_ready(pod))]].append(address)
    made: Subset = {side: sorted(addresses, key=_place) for side, addresses in sides.items() if addresses}
    ordered = sorted(ports, key=lambda port: _dump.endpoints_port(*port)) if len(ports) > 1 else ports
    return {**made, "ports": [_port(port) for port in ordered]} if ports else made


def entry(service: Object, pod: Object) -> Object | None:
    """A pod's address in the service's first family; nothing where it has none."""
    families = services.families(service)
    ip = _backing.address(pod, families[0]) if families else _of_old(service, pod)
    if not ip:
        return None
    hostname = _backing.hostname(pod, service)
    return {**({"hostname": hostname} if hostname else {}), "ip": ip, "nodeName": pods.node(pod), "targetRef": _backing.target(pod)}


def _of_old(service: Object, pod: Object) -> str:
    """Of a service that does not tell its families: the pod's first address where it is headless too, else that of its own family."""
    given = services.cluster_ip(service)
    return pods.addresses(pod)[0] if given in ("", services.NONE) else _backing.address(pod, "IPv6" if ":" in given else "IPv4")


def _place(address: Object) -> tuple[str, str]:
    return address["ip"], address["targetRef"]["uid"]


def _port(port: Port) -> Object:
    made: Object = {**({"name": port.name} if port.name else {}), "port": port.number, "protocol": port.protocol}
    return made if port.app_protocol is None else {**made, "appProtocol": port.app_protocol}


def truncated(whole: list[Subset]) -> list[Subset]:
    """At most a thousand addresses, the ready ones first, each subset giving up its share (`truncateEndpoints`)."""
    ready, waiting = (sum(len(subset.get(side, ())) for subset in whole) for side in SIDES)
    if ready + waiting <= CAPACITY:
        return whole
    side, total, room = (SIDES[0], ready, CAPACITY) if ready > CAPACITY else (SIDES[1], waiting, CAPACITY - ready)
    left, kept = room, []
    for subset in whole:
        share = min(ceil(len(subset.get(side, ())) / total * room), left)
        left -= share
        cut = {**subset, side: subset.get(side, [])[:share], **({SIDES[1]: []} if side == SIDES[0] else {})}
        kept.append({name: value for name, value in cut.items() if value})
    return kept
