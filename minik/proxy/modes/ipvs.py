"""ipvs: a virtual server in the kernel for every entry, with the backends as its real servers.
Deprecated since Kubernetes 1.35.

Four texts in a row, each for its own tool, behind a line that names it: the ipsets, the interface
that carries the Services' addresses, the iptables rules that look into the sets, and the virtual
servers. If a policy is Local and no backend is on the node, all backends are used. Upstream rule:
pkg/proxy/ipvs/proxier.go.
"""

from collections.abc import Iterable, Iterator

from minik.proxy.addresses import address_with_port
from minik.proxy.backends import Backend
from minik.proxy.modes import _ipsets, _ipvs_iptables
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

FLAGS = {"TCP": "-t", "UDP": "-u", "SCTP": "--sctp-service"}
DEVICE = "kube-ipvs0"


def rules(service_ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """Yield the ipsets, the addresses, the iptables rules and the virtual servers."""
    ports, node_ips = list(service_ports), _node_ips(node)
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


def _node_ips(node: NodeView) -> tuple[str, ...]:
    """Return where node ports answer, never at localhost."""
    addresses = node.node_port_addresses()
    return tuple(
        address
        for address in (node.addresses if addresses is None else addresses)
        if address != node.loopback
    )


def _servers(port: ServicePort, node_ips: tuple[str, ...]) -> Iterator[str]:
    """Yield a virtual server with its real servers for every entry."""
    inside = port.internal or port.cluster
    outside = port.external or port.cluster
    yield from _server(port, port.cluster_ip, port.port, inside)
    for address in (*port.external_ips, *port.load_balancer_ips):
        yield from _server(port, address, port.port, outside)
    for address in node_ips if port.node_port else ():
        yield from _server(port, address, port.node_port, outside)


def _server(
    port: ServicePort, address: str, number: int, backends: tuple[Backend, ...]
) -> Iterator[str]:
    entry = f"{FLAGS[port.protocol]} {address_with_port(address, number)}"
    yield f"-A {entry} -s rr" + (f" -p {port.affinity}" if port.affinity else "")
    yield from (f"-a {entry} -r {backend.place} -m -w 1" for backend in backends)
