"""Backends: the endpoints of a service port, and which of them a node may use.

Upstream rule: `CategorizeEndpoints` (pkg/proxy/topology.go). Ready endpoints count; if there is
none, terminating endpoints that still serve do. Topology hints narrow the choice only if every
ready endpoint has them and one of them is for this node or zone.
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

from minik.kinds import endpoint_slice as endpoint_slices
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.addresses import address_with_port, of_family


class Backend(NamedTuple):
    """One address and port behind a service port. `pod` is `kind/name` of the endpoint's target; ""
    if unknown.
    """

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
        """Return its address with its port."""
        return address_with_port(self.address, self.port)

    @property
    def family(self) -> str:
        """Return the family of its address, `IPv4` or `IPv6`."""
        return "IPv6" if ":" in self.address else "IPv4"

    @property
    def usable(self) -> bool:
        """Return whether it may be used: ready, or, when no other is ready, terminating but still
        serving.
        """
        return self.ready or (self.serving and self.terminating)

    @property
    def condition(self) -> str:
        """Return its state in a word: ready, terminating or not ready."""
        return "ready" if self.ready else "terminating" if self.terminating else "not ready"


def find_backends(
    cluster: Cluster, service: Object, port: Mapping[str, Any], family: str
) -> list[Backend]:
    """Return all endpoints of one service port in one family, sorted by address and port as text,
    like kube-proxy.

    Endpoints belong to a service port by the port's name and protocol, never by its number.
    """
    by_address = {
        (backend.address, backend.port): backend
        for backend in endpoints_of(cluster, service, port, family)
    }
    return sorted(by_address.values(), key=lambda backend: f"{backend.address}:{backend.port}")


def endpoints_of(
    cluster: Cluster, service: Object, port: Mapping[str, Any], family: str
) -> Iterator[Backend]:
    """Yield the endpoints of one service port in one family as the slices list them, perhaps twice."""
    name_and_protocol = (port.get("name") or "", port["protocol"])
    for endpoint_slice in endpoint_slices.slices_of_service(
        cluster, objects.namespace(service), objects.name(service)
    ):
        for slice_port in (
            endpoint_slice.get("ports") or () if endpoint_slice.get("addressType") == family else ()
        ):
            if (
                slice_port.get("name") or "",
                slice_port.get("protocol") or "TCP",
            ) == name_and_protocol and slice_port.get("port") is not None:
                for endpoint in endpoint_slice.get("endpoints") or ():
                    first_address = of_family((endpoint.get("addresses") or ())[:1], family)
                    yield from (
                        _backend(endpoint, address, slice_port["port"]) for address in first_address
                    )


def _backend(endpoint: Object, address: str, port: int) -> Backend:
    conditions = endpoint.get("conditions") or {}
    hints: Any = endpoint.get("hints") or {}
    target = endpoint.get("targetRef") or {}
    return Backend(
        address,
        port,
        conditions.get("ready") is not False,
        conditions.get("serving") is not False,
        bool(conditions.get("terminating")),
        endpoint.get("nodeName") or "",
        endpoint.get("zone") or "",
        f"{target['kind'].lower()}/{target['name']}"
        if target.get("kind") and target.get("name")
        else "",
        tuple(zone["name"] for zone in hints.get("forZones") or ()),
        tuple(node["name"] for node in hints.get("forNodes") or ()),
    )


class NotUsed(StrEnum):
    """Why a node does not use a backend."""

    OTHER_NODE = "not on this node"
    TERMINATING = "terminating"
    NOT_READY = "not ready"
    HINTS = "meant for other nodes or zones (topology hints)"
    CLUSTER_IP = "a cluster IP: a packet is translated once only"
    POLICY = "a NetworkPolicy closes the way"
    SOURCE = "the client is in no loadBalancerSourceRanges"


def choose(
    candidates: Sequence[Backend], node: Object | None, *, local: bool
) -> tuple[Backend, ...]:
    """Return the endpoints that the proxy on this node uses, with the policy Local if `local`.
    Without a node: those usable from any node.
    """
    in_policy = [
        backend
        for backend in candidates
        if not local or node is None or backend.node == objects.name(node)
    ]
    ready = [backend for backend in in_policy if backend.ready]
    usable = ready or [backend for backend in in_policy if backend.usable]
    return tuple(usable if local or node is None or not ready else _select_hinted(ready, node))


def _select_hinted(ready: Sequence[Backend], node: Object) -> Sequence[Backend]:
    zone = objects.labels(node).get("topology.kubernetes.io/zone", "")
    name = objects.name(node)
    for all_hinted, mine in (
        (all(backend.hint_nodes for backend in ready), [b for b in ready if name in b.hint_nodes]),
        (all(backend.hint_zones for backend in ready), [b for b in ready if zone in b.hint_zones]),
    ):
        if all_hinted and mine:
            return mine
    return ready
