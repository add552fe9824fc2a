"""userspace: rules that only lead packets to the proxy itself, which then chooses a pod round and round.

Every service port has a port of the proxy's own, and no rule names a pod; policies and hints came later than this mode. The table of those
ports, with the backends in turn, stands in comments. Upstream rule: pkg/proxy/userspace, which left Kubernetes in 1.26; there the ports are
chosen by chance, here by name, from 36000.
"""
import hashlib
from collections.abc import Iterable, Iterator

from minik.proxy.addresses import at
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

FIRST, LAST = 36000, 65535
CHAINS = ("KUBE-PORTALS-CONTAINER", "KUBE-PORTALS-HOST", "KUBE-NODEPORT-CONTAINER", "KUBE-NODEPORT-HOST")
FRAME = (
    '-A PREROUTING -m comment --comment "handle ClusterIPs; NOTE: this must be before the NodePort rules" -j KUBE-PORTALS-CONTAINER',
    '-A PREROUTING -m addrtype --dst-type LOCAL -m comment --comment "handle service NodePorts; NOTE: this must be the last rule in the '
    'chain" -j KUBE-NODEPORT-CONTAINER',
    '-A OUTPUT -m comment --comment "handle ClusterIPs; NOTE: this must be before the NodePort rules" -j KUBE-PORTALS-HOST',
    '-A OUTPUT -m addrtype --dst-type LOCAL -m comment --comment "handle service NodePorts; NOTE: this must be the last rule in the '
    'chain" -j KUBE-NODEPORT-HOST')


def rules(service_ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """The table of the proxy's own ports in comments, then text for `iptables-restore`."""
    table = proxy_ports(service_ports)
    yield "# userspace: the proxy's own ports, each with its backends, taken in turn"
    for number, port in table:
        backends = " ".join(backend.place for backend in port.ready) or "none: connections are accepted, then closed"
        yield f"# {number} {port.protocol} {port.name} -> {backends}"
    yield "*nat"
    yield from (f":{chain} - [0:0]" for chain in CHAINS)
    yield from FRAME
    for number, port in table:
        yield from _portals(number, port, node)
    yield "COMMIT"
    yield "*filter"
    yield ":KUBE-NODEPORT-NON-LOCAL - [0:0]"
    yield ('-A INPUT -m comment --comment "Ensure that non-local NodePort traffic can flow" -j KUBE-NODEPORT-NON-LOCAL')
    for number, port in table:
        if port.node_port:
            protocol = port.protocol.lower()
            yield (f'-A KUBE-NODEPORT-NON-LOCAL -m comment --comment "{port.name}" -p {protocol} -m {protocol} --dport {number} '
                   "-m state --state NEW -j ACCEPT")
    yield "COMMIT"


def proxy_ports(service_ports: Iterable[ServicePort]) -> list[tuple[int, ServicePort]]:
    """The port on which the proxy listens for each service port; no two share one."""
    taken: dict[int, ServicePort] = {}
    for port in service_ports:
        number = int.from_bytes(hashlib.sha256(f"{port.name} {port.protocol}".encode()).digest()[:4], "big") % (LAST - FIRST + 1)
        while FIRST + number in taken:
            number = (number + 1) % (LAST - FIRST + 1)
        taken[FIRST + number] = port
    return list(taken.items())


def _portals(number: int, port: ServicePort, node: NodeView) -> Iterator[str]:
    """Where packets are led away to the proxy: those that come in, and those of the node itself. What comes for an external IP and is not
    from a pod, or for one that the node has as its own, is led away too."""
    host, bits = next(iter(node.addresses), node.loopback), "128" if node.is_ipv6 else "32"
    redirect = f"-j REDIRECT --to-ports {number}"
    translate = f"-j DNAT --to-destination {at(host, number)}"
    match = f'-m comment --comment "{port.name}" -p {port.protocol.lower()} -m {port.protocol.lower()}'
    for address in (port.cluster_ip, *port.load_balancer_ips):
        yield f"-A KUBE-PORTALS-CONTAINER {match} --dport {port.port} -d {address}/{bits} {redirect}"
        yield f"-A KUBE-PORTALS-HOST {match} --dport {port.port} -d {address}/{bits} {translate}"
    for address in port.external_ips:
        to = f"{match} --dport {port.port} -d {address}/{bits}"
        yield f"-A KUBE-PORTALS-CONTAINER {to} -m physdev ! --physdev-is-in {redirect}"
        yield f"-A KUBE-PORTALS-CONTAINER {to} -m addrtype --dst-type LOCAL {redirect}"
        yield f"-A KUBE-PORTALS-HOST {to} -m addrtype --dst-type LOCAL {translate}"
    if port.node_port:
        yield f"-A KUBE-NODEPORT-CONTAINER {match} --dport {port.node_port} {redirect}"
        yield f"-A KUBE-NODEPORT-HOST {match} --dport {port.node_port} {translate}"
