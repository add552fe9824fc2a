"""ipvs: a virtual server in the kernel for every entry, with the backends as its real servers.
Deprecated since Kubernetes 1.35.

Four texts in a row, each for its own tool, behind a line that names it: the ipsets, the interface
that carries the Services' addresses, the iptables rules that look into the sets, and the virtual
servers. If a policy is Local and no backend is on the node, all backends are used. Upstream rule:
pkg/proxy/ipvs/proxier.go.
"""

from collections.abc import Iterable, Iterator

from minik.proxy import algorithms
from minik.proxy.addresses import address_with_port
from minik.proxy.backends import Backend
from minik.proxy.mode import Mode, backends_by_policy
from minik.proxy.modes import _ipsets, _ipvs_iptables, _ipvs_walk
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

DEVICE = "kube-ipvs0"


def rules(service_ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """Yield the ipsets, the addresses, the iptables rules and the virtual servers."""
    ports, node_ips = list(service_ports), MODE.node_port_addresses(node)
    members = _ipsets.collect_members(ports, node, node_ips)
    yield "# ipset restore"
    yield from _ipsets.lines(members, node)
    yield "# ip -batch -"
    yield f"link add {DEVICE} type dummy"
    yield from (
        f"address add {address}/{128 if node.is_ipv6 else 32} dev {DEVICE}"
        for address in members.get("KUBE-IPVS-IPS", ())
    )
    yield "# ip6tables-restore" if node.is_ipv6 else "# iptables-restore"
    yield from _ipvs_iptables.lines(ports, members, node)
    yield "# ipvsadm -R"
    for port in ports:
        yield from _servers(port, node_ips)


def backends(port: ServicePort, entry: str, short_cut: bool) -> tuple[Backend, ...]:
    """Return the backends as the policies say; those of the whole cluster if there are none on the
    node (upstream rule: `syncEndpoint`).
    """
    return backends_by_policy(port, entry, False) or port.cluster


def _servers(port: ServicePort, node_ips: tuple[str, ...]) -> Iterator[str]:
    """Yield a virtual server with its real servers for every entry."""
    inside, outside = backends(port, "ClusterIP", False), backends(port, "NodePort", False)
    yield from _server(port, port.cluster_ip, port.port, inside)
    for address in (*port.external_ips, *port.load_balancer_ips):
        yield from _server(port, address, port.port, outside)
    for address in node_ips if port.node_port else ():
        yield from _server(port, address, port.node_port, outside)


def _server(
    port: ServicePort, address: str, number: int, real_servers: tuple[Backend, ...]
) -> Iterator[str]:
    entry = f"{_ipvs_walk.FLAGS[port.protocol]} {address_with_port(address, number)}"
    yield f"-A {entry} -s rr" + (f" -p {port.affinity}" if port.affinity else "")
    yield from (f"-a {entry} -r {backend.place} -m -w 1" for backend in real_servers)


MODE = Mode(
    "ipvs",
    rules,
    _ipvs_walk.Walk,
    backends,
    choice="round robin",
    algorithm=algorithms.round_robin,
    schedulers={
        "rr": algorithms.round_robin,
        "wrr": algorithms.round_robin,
        "lc": algorithms.least_connections,
        "sh": algorithms.source_hash,
        "dh": algorithms.destination_hash,
    },
    per_entry=True,
    short_cuts=False,
    parts=("ipset", "ip", "iptables", "ip6tables", "ipvsadm"),
    warning="ipvs mode is deprecated since Kubernetes 1.35: use nftables",
)
