"""Backends: the endpoints of a service port, and which of them a node may use.

Upstream rule: `CategorizeEndpoints` (pkg/proxy/topology.go). Ready endpoints count; where there is none, those that still serve while they
terminate do. Topology hints narrow the choice only if every ready endpoint has them and one of them is meant for this node or zone.
"""
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from minik.kinds import endpoint_slice as endpoint_slices
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.addresses import at, of_family


class Backend(NamedTuple):
    """One address and port behind a service port. `pod` is `kind/name` of what stands there, where that is known."""

    address: str
    port: int
    ready: bool
    serving: bool
    terminating: bool
    node: str = ""
    zone: str = ""
    pod: str = ""
    hint_zones: tuple[str, ...] = ()
    hint_nodes: tuple[str, ...] = ()

    @property
    def place(self) -> str:
        """Its address with its port."""
        return at(self.address, self.port)

    @property
    def usable(self) -> bool:
        """Whether it may be used when no other is ready."""
        return self.ready or (self.serving and self.terminating)

    @property
    def condition(self) -> str:
        """One word for a person."""
        return "ready" if self.ready else "terminating" if self.terminating else "not ready"


def backends(cluster: Cluster, service: Object, port: Mapping[str, Any], family: str) -> list[Backend]:
    """All endpoints of one service port in one family, in the proxy's order: as text, address and port together.

    Endpoints belong to a service port by the port's name and protocol, never by its number.
    """
    found = {(backend.address, backend.port): backend for backend in _all(cluster, service, port, family)}
    return sorted(found.values(), key=lambda backend: f"{backend.address}:{backend.port}")


def _all(cluster: Cluster, service: Object, port: Mapping[str, Any], family: str) -> Iterator[Backend]:
    wanted = (port.get("name") or "", port["protocol"])
    for endpoint_slice in endpoint_slices.of_service(cluster, objects.namespace(service), objects.name(service)):
        for its in endpoint_slice.get("ports") or () if endpoint_slice.get("addressType") == family else ():
            if (its.get("name") or "", its.get("protocol") or "TCP") == wanted and its.get("port") is not None:
                for endpoint in endpoint_slice.get("endpoints") or ():
                    first = of_family((endpoint.get("addresses") or ())[:1], family)
                    yield from (_backend(endpoint, address, its["port"]) for address in first)


def _backend(endpoint: Object, address: str, port: int) -> Backend:
    conditions = endpoint.get("conditions") or {}
    hints: Any = endpoint.get("hints") or {}
    target = endpoint.get("targetRef") or {}
    return Backend(
        address, port, conditions.get("ready") is not False, conditions.get("serving") is not False,
        bool(conditions.get("terminating")), endpoint.get("nodeName") or "", endpoint.get("zone") or "",
        f"{target['kind'].lower()}/{target['name']}" if target.get("kind") and target.get("name") else "",
        tuple(zone["name"] for zone in hints.get("forZones") or ()), tuple(node["name"] for node in hints.get("forNodes") or ()))


class Choice(NamedTuple):
    """Whom a node may use, and whom not, each with the reason."""

    used: tuple[Backend, ...]
    kept_out: tuple[tuple[Backend, str], ...]


def choose(found: Sequence[Backend], node: Object | None, *, local: bool) -> Choice:
    """Whom this node may use; no node means that any node may ask, so nothing is narrowed to one."""
    near = [backend for backend in found if not local or node is None or backend.node == objects.name(node)]
    ready = [backend for backend in near if backend.ready]
    usable = ready or [backend for backend in near if backend.usable]
    hinted = usable if local or node is None or not ready else _hinted(ready, node)
    reasons = [(backend, _reason(backend, near, usable)) for backend in found if backend not in hinted]
    return Choice(tuple(hinted), tuple(reasons))


def _hinted(ready: Sequence[Backend], node: Object) -> Sequence[Backend]:
    zone = objects.labels(node).get("topology.kubernetes.io/zone", "")
    name = objects.name(node)
    for all_hinted, mine in ((all(backend.hint_nodes for backend in ready), [b for b in ready if name in b.hint_nodes]),
                             (all(backend.hint_zones for backend in ready), [b for b in ready if zone in b.hint_zones])):
        if all_hinted and mine:
            return mine
    return ready


def _reason(backend: Backend, near: Sequence[Backend], usable: Sequence[Backend]) -> str:
    if backend not in near:
        return "not on this node"
    if backend not in usable:
        return "terminating" if backend.terminating else "not ready"
    return "meant for other nodes or zones (topology hints)"
