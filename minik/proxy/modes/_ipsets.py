"""The ipsets of the ipvs mode: the addresses and ports that its iptables rules look into. Text for
`ipset restore`.

Upstream rule: pkg/proxy/ipvs/ipset.go. The IPv6 names have a 6 in them, and no name is longer than
31 characters.
"""

from collections.abc import Iterable, Iterator

from minik.light_typing import NamedTuple, TypeAlias
from minik.proxy.modes._tables import includes
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

LONGEST = 31
Members: TypeAlias = dict[str, dict[str, None]]


class Ipset(NamedTuple):
    """The type of a set, and the comment of the rules that look into it."""

    kind: str
    comment: str = ""


PLACE, PORT = "hash:ip,port", "bitmap:port"
LOCAL = "with externalTrafficPolicy=local"
SETS = {
    "KUBE-LOOP-BACK": Ipset(
        "hash:ip,port,ip", "Kubernetes endpoints dst ip:port, source ip for solving hairpin purpose"
    ),
    "KUBE-CLUSTER-IP": Ipset(PLACE, "Kubernetes service cluster ip + port for masquerade purpose"),
    "KUBE-EXTERNAL-IP": Ipset(
        PLACE, "Kubernetes service external ip + port for masquerade and filter purpose"
    ),
    "KUBE-EXTERNAL-IP-LOCAL": Ipset(PLACE, f"Kubernetes service external ip + port {LOCAL}"),
    "KUBE-LOAD-BALANCER": Ipset(PLACE, "Kubernetes service lb portal"),
    "KUBE-LOAD-BALANCER-FW": Ipset(
        PLACE, "Kubernetes service load balancer ip + port for load balancer with sourceRange"
    ),
    "KUBE-LOAD-BALANCER-LOCAL": Ipset(PLACE, f"Kubernetes service load balancer ip + port {LOCAL}"),
    "KUBE-LOAD-BALANCER-SOURCE-IP": Ipset(
        "hash:ip,port,ip",
        "Kubernetes service load balancer ip + port + source IP for packet filter purpose",
    ),
    "KUBE-LOAD-BALANCER-SOURCE-CIDR": Ipset(
        "hash:ip,port,net",
        "Kubernetes service load balancer ip + port + source cidr for packet filter purpose",
    ),
    "KUBE-NODE-PORT-TCP": Ipset(PORT, "Kubernetes nodeport TCP port for masquerade purpose"),
    "KUBE-NODE-PORT-LOCAL-TCP": Ipset(PORT, f"Kubernetes nodeport TCP port {LOCAL}"),
    "KUBE-NODE-PORT-UDP": Ipset(PORT, "Kubernetes nodeport UDP port for masquerade purpose"),
    "KUBE-NODE-PORT-LOCAL-UDP": Ipset(PORT, f"Kubernetes nodeport UDP port {LOCAL}"),
    "KUBE-NODE-PORT-SCTP-HASH": Ipset(
        PLACE, "Kubernetes nodeport SCTP port for masquerade purpose with type 'hash ip:port'"
    ),
    "KUBE-NODE-PORT-LOCAL-SCTP-HASH": Ipset(
        PLACE, f"Kubernetes nodeport SCTP port {LOCAL} with type 'hash ip:port'"
    ),
    "KUBE-HEALTH-CHECK-NODE-PORT": Ipset(PORT, "Kubernetes health check node port"),
    "KUBE-IPVS-IPS": Ipset("hash:ip"),
}


def set_name(name: str, node: NodeView) -> str:
    """Return the name of a set in the node's address family."""
    return name.replace("KUBE-", "KUBE-6-", 1)[:LONGEST] if node.is_ipv6 else name


def lines(members: Members, node: NodeView) -> Iterator[str]:
    """Yield the creation of every set, then of its members."""
    for name, (kind, _) in SETS.items():
        size = (
            "range 0-65535"
            if kind == PORT
            else f"family {'inet6' if node.is_ipv6 else 'inet'} hashsize 1024 maxelem 65536"
        )
        yield f"create {set_name(name, node)} {kind} {size}"
    for name, elements in members.items():
        yield from (f"add {set_name(name, node)} {member}" for member in elements)


def collect_members(
    ports: Iterable[ServicePort], node: NodeView, node_ips: tuple[str, ...]
) -> Members:
    """Return the members of each set, each once, in the order of the sets; empty sets are left out."""
    members: Members = {name: {} for name in SETS}
    for port in ports:
        for name, member in (
            *_addresses(port, node),
            *_node_ports(port, node_ips),
            *_hairpins(port, node),
        ):
            members[name][member] = None
    return {name: elements for name, elements in members.items() if elements}


def _addresses(port: ServicePort, node: NodeView) -> Iterator[tuple[str, str]]:
    def at(address: str) -> str:
        return f"{address},{port.protocol.lower()}:{port.port}"

    for address in (port.cluster_ip, *port.external_ips, *port.load_balancer_ips):
        if address not in node.addresses:
            yield "KUBE-IPVS-IPS", address
    yield "KUBE-CLUSTER-IP", at(port.cluster_ip)
    for address in port.external_ips:
        yield "KUBE-EXTERNAL-IP-LOCAL" if port.external_local else "KUBE-EXTERNAL-IP", at(address)
    for address in port.load_balancer_ips:
        yield "KUBE-LOAD-BALANCER", at(address)
        if port.external_local:
            yield "KUBE-LOAD-BALANCER-LOCAL", at(address)
        if port.source_ranges:
            yield "KUBE-LOAD-BALANCER-FW", at(address)
            yield from (
                ("KUBE-LOAD-BALANCER-SOURCE-CIDR", f"{at(address)},{source_range}")
                for source_range in port.source_ranges
            )
            if includes(port.source_ranges, node.addresses[:1]):
                yield "KUBE-LOAD-BALANCER-SOURCE-IP", f"{at(address)},{address}"


def _node_ports(port: ServicePort, node_ips: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    if port.node_port and node_ips:
        for local in ("", "-LOCAL") if port.external_local else ("",):
            if port.protocol == "SCTP":
                yield from (
                    (f"KUBE-NODE-PORT{local}-SCTP-HASH", f"{address},sctp:{port.node_port}")
                    for address in node_ips
                )
            else:
                yield f"KUBE-NODE-PORT{local}-{port.protocol}", str(port.node_port)
    if port.health_check_node_port:
        yield "KUBE-HEALTH-CHECK-NODE-PORT", str(port.health_check_node_port)


def _hairpins(port: ServicePort, node: NodeView) -> Iterator[tuple[str, str]]:
    """Yield the members for pods that are sent to themselves."""
    for backend in (*port.cluster, *port.local):
        if backend.node == node.name:
            yield (
                "KUBE-LOOP-BACK",
                f"{backend.address},{port.protocol.lower()}:{backend.port},{backend.address}",
            )
