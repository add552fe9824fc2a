"""userspace: rules that only redirect packets to the proxy itself, which then picks pods round
robin.

Every service port has a port of the proxy, and no rule names a pod; this mode is older than traffic
policies and hints. The table of proxy ports and backends stands in comments. Upstream rule:
pkg/proxy/userspace, removed in Kubernetes 1.26; there the ports are random, here they are hashed
from the name, from 36000.
"""

from collections.abc import Iterable, Iterator

from minik.model.digest import sha256_bytes
from minik.proxy import algorithms
from minik.proxy.addresses import address_with_port
from minik.proxy.backends import Backend
from minik.proxy.mode import Mode
from minik.proxy.modes import _userspace_walk
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

FIRST, LAST = 36000, 65535
CHAINS = (
    "KUBE-PORTALS-CONTAINER",
    "KUBE-PORTALS-HOST",
    "KUBE-NODEPORT-CONTAINER",
    "KUBE-NODEPORT-HOST",
)
FRAME = (
    '-A PREROUTING -m comment --comment "handle ClusterIPs; NOTE: this must be before the NodePort rules" -j KUBE-PORTALS-CONTAINER',
    '-A PREROUTING -m addrtype --dst-type LOCAL -m comment --comment "handle service NodePorts; NOTE: this must be the last rule in the '
    'chain" -j KUBE-NODEPORT-CONTAINER',
    '-A OUTPUT -m comment --comment "handle ClusterIPs; NOTE: this must be before the NodePort rules" -j KUBE-PORTALS-HOST',
    '-A OUTPUT -m addrtype --dst-type LOCAL -m comment --comment "handle service NodePorts; NOTE: this must be the last rule in the '
    'chain" -j KUBE-NODEPORT-HOST',
)


def rules(service_ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """Yield the table of the proxy's ports as comments, then text for `iptables-restore`."""
    table = proxy_ports(service_ports)
    yield "# userspace: the proxy's own ports, each with its backends, taken in turn"
    for number, port in table:
        places = " ".join(backend.place for backend in backends(port, "", False))
        end = places or "none: connections are accepted, then closed"
        yield f"# {number} {port.protocol} {port.name} -> {end}"
    yield "*nat"
    yield from (f":{chain} - [0:0]" for chain in CHAINS)
    yield from FRAME
    for number, port in table:
        yield from _portals(number, port, node)
    yield "COMMIT"
    yield "*filter"
    yield ":KUBE-NODEPORT-NON-LOCAL - [0:0]"
    yield (
        '-A INPUT -m comment --comment "Ensure that non-local NodePort traffic can flow" -j KUBE-NODEPORT-NON-LOCAL'
    )
    for number, port in table:
        if port.node_port:
            protocol = port.protocol.lower()
            yield (
                f'-A KUBE-NODEPORT-NON-LOCAL -m comment --comment "{port.name}" -p {protocol} -m {protocol} --dport {number} '
                "-m state --state NEW -j ACCEPT"
            )
    yield "COMMIT"


def backends(port: ServicePort, entry: str, short_cut: bool) -> tuple[Backend, ...]:
    """Return every ready backend, whatever the node and the policy."""
    return port.ready


def proxy_ports(service_ports: Iterable[ServicePort]) -> list[tuple[int, ServicePort]]:
    """Return the port on which the proxy listens for each service port; each is unique."""
    taken: dict[int, ServicePort] = {}
    for port in service_ports:
        number = int.from_bytes(sha256_bytes(f"{port.name} {port.protocol}")[:4], "big") % (
            LAST - FIRST + 1
        )
        while FIRST + number in taken:
            number = (number + 1) % (LAST - FIRST + 1)
        taken[FIRST + number] = port
    return list(taken.items())


def _portals(number: int, port: ServicePort, node: NodeView) -> Iterator[str]:
    """Yield the rules that redirect packets to the proxy: incoming packets, and those of the node
    itself.

    Packets for an external IP are redirected if they do not come from a pod, or if the IP is one of
    the node's own.
    """
    host, bits = next(iter(node.addresses), node.loopback), "128" if node.is_ipv6 else "32"
    redirect = f"-j REDIRECT --to-ports {number}"
    translate = f"-j DNAT --to-destination {address_with_port(host, number)}"
    match = (
        f'-m comment --comment "{port.name}" -p {port.protocol.lower()} -m {port.protocol.lower()}'
    )
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


MODE = Mode(
    "userspace",
    rules,
    _userspace_walk.Walk,
    backends,
    choice="round robin",
    algorithm=algorithms.shuffled_round_robin,
    follows_policies=False,
    fixed_node_ports=True,
    loopback_node_ports=True,
    carries=True,
    warning="userspace mode left Kubernetes in 1.26: this is how its rules were",
)
