"""ipvs: a virtual server in the kernel for every front, with the backends as its real servers. Deprecated since Kubernetes 1.35.

Four texts one after the other, each for a tool of its own, behind a line that names it: the sets, the interface that carries the services'
addresses, the rules of iptables that look into the sets, and the virtual servers. Where a policy is Local and no backend is on the node,
all backends are taken. Upstream rule: pkg/proxy/ipvs/proxier.go.
"""
from collections.abc import Iterable, Iterator

from minik.proxy.addresses import at
from minik.proxy.backends import Backend
from minik.proxy.modes import _companions, _ipsets
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

FLAGS = {"TCP": "-t", "UDP": "-u", "SCTP": "--sctp-service"}
DEVICE = "kube-ipvs0"


def rules(service_ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """The sets, the addresses, the rules, and the virtual servers."""
    ports, node_ips = list(service_ports), _node_ips(node)
    members = _ipsets.gathered(ports, node, node_ips)
    yield "# ipset restore"
    yield from _ipsets.lines(members, node)
    yield "# ip -batch -"
    yield f"link add {DEVICE} type dummy"
    yield from (f"address add {address}/{128 if node.is_ipv6 else 32} dev {DEVICE}" for address in members.get("KUBE-IPVS-IPS", ()))
    yield "# ip6tables-restore" if node.is_ipv6 else "# iptables-restore"
    yield from _companions.lines(ports, members, node)
    yield "# ipvsadm -R"
    for port in ports:
        yield from _servers(port, node_ips)


def _node_ips(node: NodeView) -> tuple[str, ...]:
    """Where node ports answer: never at localhost."""
    chosen = node.node_port_addresses()
    return tuple(address for address in (node.addresses if chosen is None else chosen) if address != node.loopback)


def _servers(port: ServicePort, node_ips: tuple[str, ...]) -> Iterator[str]:
    """A virtual server with its real servers, at every front."""
    inside = port.internal or port.cluster
    outside = port.external or port.cluster
    yield from _server(port, port.cluster_ip, port.port, inside)
    for address in (*port.external_ips, *port.load_balancer_ips):
        yield from _server(port, address, port.port, outside)
    for address in node_ips if port.node_port else ():
        yield from _server(port, address, port.node_port, outside)


def _server(port: ServicePort, address: str, number: int, backends: tuple[Backend, ...]) -> Iterator[str]:
    front = f"{FLAGS[port.protocol]} {at(address, number)}"
    yield f"-A {front} -s rr" + (f" -p {port.affinity}" if port.affinity else "")
    yield from (f"-a {front} -r {backend.place} -m -w 1" for backend in backends)
