"""Routes: from every address at which a Service is reached to its backends, as one node decides.

A Service without a cluster IP (headless, ExternalName) has no route: clients find its backends by
DNS alone (upstream rule: `ShouldSkipService`).
"""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from minik.kinds import node as nodes
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.proxy.addresses import of_family, ranges_of_family, valid_addresses
from minik.proxy.backends import Backend, Choice, NotUsed, choose, find_backends
from minik.proxy.clients import Client, is_admitted

Entry: TypeAlias = tuple[str, str, int, Object | None]


class Refusal(StrEnum):
    """What a client meets at an entry without a usable backend; NONE where there is one."""

    NONE = ""
    REJECTED = "rejected"
    DROPPED = "dropped"
    UNREACHABLE = "unreachable"


class Route(NamedTuple):
    """One address and port at which a client enters. `entry` is its kind: ClusterIP, NodePort,
    ExternalIP or LoadBalancer; the address of a node port is a node's.

    `refusal` is "", `rejected` (no backend at all) or `dropped` (no backend on this node).
    `affinity` is in seconds, 0 for none. `policy` is the traffic policy that applies at this entry:
    Cluster or Local.
    """

    namespace: str
    service: str
    port_name: str
    protocol: str
    entry: str
    address: str
    port: int
    policy: str
    affinity: int
    source_ranges: tuple[str, ...]
    backends: tuple[Backend, ...]
    not_used: tuple[tuple[Backend, NotUsed], ...]
    refusal: Refusal


def routes(
    cluster: Cluster,
    service: Object,
    node: Object | None = None,
    mode: str = "",
    client: Client | None = None,
) -> Iterator[Route]:
    """Yield every route to one Service, for a node, a mode and a client; without a node, as the
    whole cluster sees it.
    """
    if services.is_headless(service) or services.is_external_name(service):
        return
    for port in services.ports(service):
        for family in services.families(service):
            endpoints = find_backends(cluster, service, port, family)
            known_elsewhere = (
                [] if mode == "userspace" else endpoints
            )  # that mode knows of no other node on which somebody might be
            for entry, address, number, deciding_node in entries(
                cluster, service, port, family, node, mode
            ):
                policy = (
                    services.internal_policy(service)
                    if entry == "ClusterIP"
                    else services.external_policy(service)
                )
                is_guarded = entry == "LoadBalancer" and mode != "userspace"
                ranges = (
                    ranges_of_family(services.source_ranges(service), family) if is_guarded else ()
                )
                is_local = policy == "Local" and not takes_short_cut(entry, mode, client, cluster)
                choice, route_refusal = _apply_source_ranges(
                    choose_for_mode(endpoints, deciding_node, mode, local=is_local),
                    known_elsewhere,
                    ranges,
                    family,
                    client,
                )
                yield Route(
                    objects.namespace(service),
                    objects.name(service),
                    port.get("name") or "",
                    port["protocol"],
                    entry,
                    address,
                    number,
                    policy,
                    services.affinity_seconds(service),
                    ranges,
                    choice.used,
                    choice.not_used,
                    route_refusal,
                )


def choose_for_mode(
    endpoints: Sequence[Backend], node: Object | None, mode: str, *, local: bool
) -> Choice:
    """Return the endpoints that a node uses in a mode.

    ipvs uses any backend if none is on the node; userspace uses ready backends and ignores nodes.
    """
    if mode == "userspace":
        ready = tuple(backend for backend in endpoints if backend.ready)
        return Choice(
            ready,
            tuple(
                (backend, NotUsed.TERMINATING if backend.terminating else NotUsed.NOT_READY)
                for backend in endpoints
                if not backend.ready
            ),
        )
    choice = choose(endpoints, node, local=local)
    return (
        choose(endpoints, node, local=False)
        if mode == "ipvs" and local and not choice.used
        else choice
    )


def takes_short_cut(entry: str, mode: str, client: Client | None, cluster: Cluster) -> bool:
    """Return whether a client's traffic to an external entry goes to all backends, as if sent to
    the cluster IP.

    That is so for pods and for the node itself.
    """
    if client is None or entry == "ClusterIP" or mode == "ipvs":
        return False
    return client.what == "node" or (client.what == "pod" and bool(cluster.settings.pod_cidrs))


def _apply_source_ranges(
    choice: Choice,
    endpoints: Sequence[Backend],
    ranges: tuple[str, ...],
    family: str,
    client: Client | None,
) -> tuple[Choice, Refusal]:
    """Return the choice for a client that the source ranges admit; for others no backend, and
    `dropped`.
    """
    if is_admitted(client, family, ranges) or not any(backend.usable for backend in endpoints):
        return choice, refusal(choice.used, endpoints)
    excluded = tuple((backend, NotUsed.SOURCE) for backend in choice.used)
    return Choice((), (*excluded, *choice.not_used)), Refusal.DROPPED


def refusal(used: tuple[Backend, ...], endpoints: Sequence[Backend]) -> Refusal:
    """Return what happens to a packet that has no backend: `dropped` if other nodes have one, else
    `rejected`; "" if it has one.
    """
    if used:
        return Refusal.NONE
    usable = any(backend.usable for backend in endpoints)
    return Refusal.DROPPED if usable else Refusal.REJECTED


def entries(
    cluster: Cluster,
    service: Object,
    port: Mapping[str, Any],
    family: str,
    node: Object | None,
    mode: str = "",
) -> Iterator[Entry]:
    """Yield the kind, address and port of each entry to a service port in one family, and the node
    whose rules decide (None: any).

    Node ports answer at all addresses of a node; in the nftables mode only at the first.
    """
    yield from (
        ("ClusterIP", address, port["port"], node)
        for address in of_family(services.addresses(service), family)
    )
    yield from (
        ("ExternalIP", address, port["port"], node)
        for address in of_family(services.external_ips(service), family)
    )
    yield from (
        ("LoadBalancer", address, port["port"], node)
        for address in of_family(services.load_balancer_ips(service), family)
    )
    if port.get("nodePort"):
        for host in [node] if node is not None else cluster.of("Node"):
            all_addresses = list(valid_addresses(nodes.addresses(host, "InternalIP")))
            open_addresses = of_family(
                all_addresses[:1] if mode == "nftables" else all_addresses, family
            )
            yield from (("NodePort", address, port["nodePort"], host) for address in open_addresses)
