"""iptables: chains of rules, one of which is taken by chance. Text for `iptables-restore`.

Every service port has a chain `KUBE-SVC-` in which a packet is handed to one of the chains `KUBE-SEP-`, one a backend. `KUBE-SVL-` holds
the backends of this node alone, `KUBE-EXT-` is where traffic from outside comes in, `KUBE-FW-` lets in only certain sources.
Upstream rule: pkg/proxy/iptables/proxier.go.
"""
import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence

from minik.proxy.backends import Backend
from minik.proxy.modes import _tables
from minik.proxy.modes._tables import Tables
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort, is_large

MASQUERADE = "-j KUBE-MARK-MASQ"


def rules(service_ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """The whole of both tables, as the proxy would restore them; where there are many endpoints, without the comments of each."""
    tables, ports = _tables.empty(node), list(service_ports)
    node = node._replace(minified=node.minified or is_large(ports))
    for port in ports:
        _fronts(tables, port, node)
        _internal(tables, port, node)
        _external(tables, port, node)
        _backends(tables, port, node)
    return _tables.lines(tables, node)


def chain(prefix: str, port: ServicePort, backend: str = "") -> str:
    """A chain's name: the same for the same service port, and backend, on every node."""
    digest = hashlib.sha256(f"{port.name}{port.protocol.lower()}{backend}".encode()).digest()
    return prefix + base64.b32encode(digest).decode()[:16]


def _to(port: ServicePort, number: int, address: str = "") -> str:
    protocol = port.protocol.lower()
    return f"-m {protocol} -p {protocol} " + (f"-d {address} " if address else "") + f"--dport {number}"


def _fronts(tables: Tables, port: ServicePort, node: NodeView) -> None:
    """Where packets for a service port are recognised, and refused if nobody may take them."""
    def say(text: str) -> str:
        return _tables.comment(f"{port.name} {text}")

    inside = chain("KUBE-SVL-" if port.internal_local else "KUBE-SVC-", port)
    if port.internal:
        tables.nat("KUBE-SERVICES", f"{say('cluster IP')}{_to(port, port.port, port.cluster_ip)} -j {inside}")
    else:
        tables.filter("KUBE-SERVICES", f"{_refusal(port)[0]}{_to(port, port.port, port.cluster_ip)} {_refusal(port)[1]}")
    outside = chain("KUBE-EXT-", port)
    for address in port.external_ips:
        _outside(tables, port, say("external IP") + _to(port, port.port, address), outside, address)
    guarded = chain("KUBE-FW-", port) if port.exists and port.source_ranges else outside
    for address in port.load_balancer_ips:
        _outside(tables, port, say("loadbalancer IP") + _to(port, port.port, address), guarded, address)
        if guarded != outside:
            tables.filter("KUBE-PROXY-FIREWALL", f"{say(f'traffic not accepted by {guarded}')}{_to(port, port.port, address)} -j DROP")
    if port.node_port:
        _node_port(tables, port, outside, node)


def _outside(tables: Tables, port: ServicePort, match: str, target: str, address: str) -> None:
    if port.exists:
        tables.nat("KUBE-SERVICES", f"{match} -j {target}")
    if not port.external:
        said, verdict = _refusal(port)
        tables.filter("KUBE-EXTERNAL-SERVICES", f"{said}{_to(port, port.port, address)} {verdict}")


def _node_port(tables: Tables, port: ServicePort, outside: str, node: NodeView) -> None:
    said = _tables.comment(port.name)
    if port.exists:
        if _tables.at_localhost(node):
            tables.nat("KUBE-NODEPORTS", f"{said}{_to(port, port.node_port)} -d 127.0.0.0/8 -j {outside}")
        tables.nat("KUBE-NODEPORTS", f"{said}{_to(port, port.node_port)} -j {outside}")
    if not port.external:
        why, verdict = _refusal(port)
        tables.filter("KUBE-EXTERNAL-SERVICES", f"{why}-m addrtype --dst-type LOCAL {_to(port, port.node_port)} {verdict}")
    if port.health_check_node_port:
        check = _tables.comment(f"{port.name} health check node port")
        tables.filter("KUBE-NODEPORTS", f"{check}-m tcp -p tcp --dport {port.health_check_node_port} -j ACCEPT")


def _refusal(port: ServicePort) -> tuple[str, str]:
    """Rejected where nobody is there at all, dropped where somebody is, elsewhere."""
    if port.exists:
        return _tables.comment(f"{port.name} has no local endpoints"), "-j DROP"
    return _tables.comment(f"{port.name} has no endpoints"), "-j REJECT"


def _internal(tables: Tables, port: ServicePort, node: NodeView) -> None:
    """Traffic to the cluster IP from outside the pods' range comes back through this node only if it is masqueraded."""
    if port.internal and node.pod_cidr:
        inside = chain("KUBE-SVL-" if port.internal_local else "KUBE-SVC-", port)
        said = _tables.comment(f"{port.name} cluster IP")
        tables.nat(inside, f"{said}{_to(port, port.port, port.cluster_ip)} ! -s {node.pod_cidr} {MASQUERADE}")


def _external(tables: Tables, port: ServicePort, node: NodeView) -> None:
    """Where traffic from outside comes in: masqueraded, or, if it must stay on this node, with its source kept."""
    if not (port.exists and port.is_external):
        return
    outside, anywhere = chain("KUBE-EXT-", port), chain("KUBE-SVC-", port)

    def say(text: str) -> str:
        return _tables.comment(f"{text} for {port.name} external destinations")

    if not port.external_local:
        tables.nat(outside, f"{say('masquerade traffic')}{MASQUERADE}")
    else:
        if node.pod_cidr:
            tables.nat(outside, f"{say('pod traffic')}-s {node.pod_cidr} -j {anywhere}")
        tables.nat(outside, f"{say('masquerade LOCAL traffic')}-m addrtype --src-type LOCAL {MASQUERADE}")
        tables.nat(outside, f"{say('route LOCAL traffic')}-m addrtype --src-type LOCAL -j {anywhere}")
    if port.external:
        tables.nat(outside, f"-j {chain('KUBE-SVL-' if port.external_local else 'KUBE-SVC-', port)}")
    if port.load_balancer_ips and port.source_ranges:
        _guard(tables, port, outside, node)


def _guard(tables: Tables, port: ServicePort, outside: str, node: NodeView) -> None:
    guard = chain("KUBE-FW-", port)
    said = _tables.comment(f"{port.name} loadbalancer IP")
    for sources in port.source_ranges:
        tables.nat(guard, f"{said}-s {sources} -j {outside}")
    if _tables.includes(port.source_ranges, node.addresses):
        for address in port.load_balancer_ips:
            tables.nat(guard, f"{said}-s {address} -j {outside}")
    tables.nat(guard, _tables.comment(f"other traffic to {port.name} will be dropped by KUBE-PROXY-FIREWALL").rstrip())


def _backends(tables: Tables, port: ServicePort, node: NodeView) -> None:
    if port.uses_cluster or (port.external_local and port.is_external and port.cluster):
        _choice(tables, port, chain("KUBE-SVC-", port), port.cluster, node)
    if port.uses_local:
        _choice(tables, port, chain("KUBE-SVL-", port), port.local, node)
    said = _endpoint_comment(port.name, node)
    for backend in port.reachable:
        name = chain("KUBE-SEP-", port, backend.place)
        remembered = f"-m recent --name {name} --set " if port.affinity else ""
        protocol = port.protocol.lower()
        tables.nat(name, f"{said}-s {backend.address} {MASQUERADE}")
        tables.nat(name, f"{said}{remembered}-m {protocol} -p {protocol} -j DNAT --to-destination {backend.place}")


# Even odds: with n backends left, the first takes 1/n and the rest share what remains.
def _choice(tables: Tables, port: ServicePort, name: str, backends: Sequence[Backend], node: NodeView) -> None:
    targets = [(backend, chain("KUBE-SEP-", port, backend.place)) for backend in backends]
    if port.affinity:
        for backend, target in targets:
            said = _endpoint_comment(f"{port.name} -> {backend.place}", node)
            tables.nat(name, f"{said}-m recent --name {target} --rcheck --seconds {port.affinity} --reap -j {target}")
    for index, (backend, target) in enumerate(targets):
        left = len(targets) - index
        odds = f"-m statistic --mode random --probability {1 / left:.10f} " if left > 1 else ""
        tables.nat(name, f"{_endpoint_comment(f'{port.name} -> {backend.place}', node)}{odds}-j {target}")


def _endpoint_comment(text: str, node: NodeView) -> str:
    """What a rule of one endpoint is for; there are so many of them that a large cluster does without."""
    return "" if node.minified else _tables.comment(text)
