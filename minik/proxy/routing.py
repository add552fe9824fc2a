"""Routes: from every address at which a service is reached to the backends behind it, decided for one node.

A service without a cluster IP (headless, ExternalName) has no route: clients find what is behind it by DNS alone
(upstream rule: `ShouldSkipService`).
"""
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from minik.kinds import node as nodes
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.addresses import known, of_family, ranges_of_family
from minik.proxy.backends import Backend, Choice, backends, choose
from minik.proxy.clients import Client, admitted

Front: TypeAlias = tuple[str, str, int, Object | None]


class Route(NamedTuple):
    """One way in. `front` is ClusterIP, NodePort, ExternalIP or LoadBalancer; a node port's address is a node's.

    `refusal` is empty, or what happens to a packet: `rejected` (nobody is there) or `dropped` (nobody on this node). `affinity` is in
    seconds, 0 for none. `policy` is the traffic policy that counts at this front: Cluster or Local.
    """

    namespace: str
    service: str
    port_name: str
    protocol: str
    front: str
    address: str
    port: int
    policy: str
    affinity: int
    source_ranges: tuple[str, ...]
    backends: tuple[Backend, ...]
    kept_out: tuple[tuple[Backend, str], ...]
    refusal: str


def routes(cluster: Cluster, service: Object, node: Object | None = None, mode: str = "", client: Client | None = None) -> Iterator[Route]:
    """Every way into one service, as a node sees it, in a mode, for a client; no node: as the cluster sees it."""
    if services.is_headless(service) or services.is_external_name(service):
        return
    for port in services.ports(service):
        for family in services.families(service):
            found = backends(cluster, service, port, family)
            elsewhere = [] if mode == "userspace" else found  # that mode knows of no other node on which somebody might be
            for front, address, number, here in fronts(cluster, service, port, family, node, mode):
                policy = services.internal_policy(service) if front == "ClusterIP" else services.external_policy(service)
                is_guarded = front == "LoadBalancer" and mode != "userspace"
                ranges = ranges_of_family(services.source_ranges(service), family) if is_guarded else ()
                local = policy == "Local" and not takes_short_cut(front, mode, client, cluster)
                choice, said = _guarded(chosen(found, here, mode, local=local), elsewhere, ranges, family, client)
                yield Route(
                    objects.namespace(service), objects.name(service), port.get("name") or "", port["protocol"], front, address, number,
                    policy, services.affinity_seconds(service), ranges, choice.used, choice.kept_out, said)


def chosen(found: Sequence[Backend], node: Object | None, mode: str, *, local: bool) -> Choice:
    """Whom a node may use in a mode. ipvs takes any backend where there is none on the node; userspace knows ready ones and no nodes."""
    if mode == "userspace":
        ready = tuple(backend for backend in found if backend.ready)
        return Choice(ready, tuple((backend, backend.condition) for backend in found if not backend.ready))
    choice = choose(found, node, local=local)
    return choose(found, node, local=False) if mode == "ipvs" and local and not choice.used else choice


def takes_short_cut(front: str, mode: str, client: Client | None, cluster: Cluster) -> bool:
    """Whether a pod or the node itself, at an outer front, is led to all backends as if it had asked at the cluster IP."""
    if client is None or front == "ClusterIP" or mode == "ipvs":
        return False
    return client.what == "node" or (client.what == "pod" and bool(cluster.settings.pod_cidrs))


def _guarded(choice: Choice, found: Sequence[Backend], ranges: tuple[str, ...], family: str, client: Client | None) -> tuple[Choice, str]:
    """The choice for a client whom the source ranges let in; for any other nobody, and the packet is dropped."""
    if admitted(client, family, ranges) or not any(backend.usable for backend in found):
        return choice, refusal(choice.used, found)
    source = client.address(family) if client else ""
    shut = tuple((backend, f"source {source} is in no loadBalancerSourceRanges") for backend in choice.used)
    return Choice((), (*shut, *choice.kept_out)), "dropped"


def refusal(used: tuple[Backend, ...], found: Sequence[Backend]) -> str:
    """What a packet meets when nobody may take it: it is dropped where others, elsewhere, could, else rejected."""
    if used:
        return ""
    return "dropped" if any(backend.usable for backend in found) else "rejected"


def fronts(cluster: Cluster, service: Object, port: Mapping[str, Any], family: str, node: Object | None,
           mode: str = "") -> Iterator[Front]:
    """The addresses and ports at which a service port is reached in one family, and the node whose rules decide, where there is but one.

    Node ports answer at all addresses of a node; in the nftables mode at the first one alone.
    """
    yield from (("ClusterIP", address, port["port"], node) for address in of_family(services.addresses(service), family))
    yield from (("ExternalIP", address, port["port"], node) for address in of_family(services.external_ips(service), family))
    yield from (("LoadBalancer", address, port["port"], node) for address in of_family(services.load_balancer_ips(service), family))
    if port.get("nodePort"):
        for one in [node] if node is not None else cluster.of("Node"):
            every = list(known(nodes.addresses(one, "InternalIP")))
            inner = of_family(every[:1] if mode == "nftables" else every, family)
            yield from (("NodePort", address, port["nodePort"], one) for address in inner)
