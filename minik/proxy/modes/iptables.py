"""iptables: chains of rules, one of which is taken at random. Text for `iptables-restore`.

Every service port has a chain `KUBE-SVC-` that hands a packet to one of the chains `KUBE-SEP-`, one
per backend. `KUBE-SVL-` holds only the backends of this node, `KUBE-EXT-` receives traffic from
outside, `KUBE-FW-` admits certain sources only. Upstream rule: pkg/proxy/iptables/proxier.go.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik.model.digest import sha256_bytes
from minik.proxy.backends import Backend
from minik.proxy.mode import Mode
from minik.proxy.modes import _iptables_walk, _tables
from minik.proxy.modes._tables import Tables
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort, is_large

MASQUERADE = "-j KUBE-MARK-MASQ"


def rules(service_ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """Yield both tables, as kube-proxy would restore them; in a large cluster without the comments
    of endpoints.
    """
    tables, ports = _tables.empty(node), list(service_ports)
    node = node._replace(minified=node.minified or is_large(ports))
    for port in ports:
        _entries(tables, port, node)
        _masquerade_internal(tables, port, node)
        _external_chain(tables, port, node)
        _backends(tables, port, node)
    return _tables.lines(tables, node)


def chain_name(prefix: str, port: ServicePort, backend: str = "") -> str:
    """Return a chain's name: the same for the same service port, and backend, on every node."""
    digest = sha256_bytes(f"{port.name}{port.protocol.lower()}{backend}")
    from base64 import b32encode  # noqa: PLC0415 only rules name chains, a look at a Service does not

    return prefix + b32encode(digest).decode()[:16]


def _destination(port: ServicePort, number: int, address: str = "") -> str:
    protocol = port.protocol.lower()
    return (
        f"-m {protocol} -p {protocol} "
        + (f"-d {address} " if address else "")
        + f"--dport {number}"
    )


def _entries(tables: Tables, port: ServicePort, node: NodeView) -> None:
    """Match the packets for a service port at each of its entries, and refuse them if it has no
    usable backend.
    """

    def say(text: str) -> str:
        return _tables.comment(f"{port.name} {text}")

    inside = chain_name("KUBE-SVL-" if port.internal_local else "KUBE-SVC-", port)
    if port.internal:
        tables.nat(
            "KUBE-SERVICES",
            f"{say('cluster IP')}{_destination(port, port.port, port.cluster_ip)} -j {inside}",
        )
    else:
        tables.filter(
            "KUBE-SERVICES",
            f"{_refusal(port)[0]}{_destination(port, port.port, port.cluster_ip)} {_refusal(port)[1]}",
        )
    outside = chain_name("KUBE-EXT-", port)
    for address in port.external_ips:
        _external_entry(
            tables,
            port,
            say("external IP") + _destination(port, port.port, address),
            outside,
            address,
        )
    _load_balancer_entries(tables, port, outside)
    if port.node_port:
        _node_port(tables, port, outside, node)


def _load_balancer_entries(tables: Tables, port: ServicePort, outside: str) -> None:
    """Match the packets for a load balancer; with source ranges, those that they leave out are
    dropped.
    """
    firewall = chain_name("KUBE-FW-", port) if port.exists and port.source_ranges else outside
    for address in port.load_balancer_ips:
        destination = _destination(port, port.port, address)
        comment = _tables.comment(f"{port.name} loadbalancer IP")
        _external_entry(tables, port, comment + destination, firewall, address)
        if firewall != outside:
            refused = _tables.comment(f"{port.name} traffic not accepted by {firewall}")
            tables.filter("KUBE-PROXY-FIREWALL", f"{refused}{destination} -j DROP")


def _external_entry(
    tables: Tables, port: ServicePort, match: str, target: str, address: str
) -> None:
    if port.exists:
        tables.nat("KUBE-SERVICES", f"{match} -j {target}")
    if not port.external:
        comment, verdict = _refusal(port)
        tables.filter(
            "KUBE-EXTERNAL-SERVICES", f"{comment}{_destination(port, port.port, address)} {verdict}"
        )


def _node_port(tables: Tables, port: ServicePort, outside: str, node: NodeView) -> None:
    comment = _tables.comment(port.name)
    if port.exists:
        if _tables.serves_localhost(node):
            tables.nat(
                "KUBE-NODEPORTS",
                f"{comment}{_destination(port, port.node_port)} -d 127.0.0.0/8 -j {outside}",
            )
        tables.nat("KUBE-NODEPORTS", f"{comment}{_destination(port, port.node_port)} -j {outside}")
    if not port.external:
        refusal, verdict = _refusal(port)
        tables.filter(
            "KUBE-EXTERNAL-SERVICES",
            f"{refusal}-m addrtype --dst-type LOCAL {_destination(port, port.node_port)} {verdict}",
        )
    if port.health_check_node_port:
        check = _tables.comment(f"{port.name} health check node port")
        tables.filter(
            "KUBE-NODEPORTS",
            f"{check}-m tcp -p tcp --dport {port.health_check_node_port} -j ACCEPT",
        )


def _refusal(port: ServicePort) -> tuple[str, str]:
    """Return the comment and the verdict: reject if there is no backend at all, drop if only other
    nodes have one.
    """
    if port.exists:
        return _tables.comment(f"{port.name} has no local endpoints"), "-j DROP"
    return _tables.comment(f"{port.name} has no endpoints"), "-j REJECT"


def _masquerade_internal(tables: Tables, port: ServicePort, node: NodeView) -> None:
    """Masquerade traffic to the cluster IP from outside the pod CIDR, or replies would not come
    back through this node.
    """
    if port.internal and node.pod_cidr:
        inside = chain_name("KUBE-SVL-" if port.internal_local else "KUBE-SVC-", port)
        comment = _tables.comment(f"{port.name} cluster IP")
        tables.nat(
            inside,
            f"{comment}{_destination(port, port.port, port.cluster_ip)} ! -s {node.pod_cidr} {MASQUERADE}",
        )


def _external_chain(tables: Tables, port: ServicePort, node: NodeView) -> None:
    """Write the chain of traffic from outside: masqueraded, or with its source kept if it must stay
    on this node.
    """
    if not (port.exists and port.is_external):
        return
    outside, anywhere = chain_name("KUBE-EXT-", port), chain_name("KUBE-SVC-", port)

    def say(text: str) -> str:
        return _tables.comment(f"{text} for {port.name} external destinations")

    if not port.external_local:
        tables.nat(outside, f"{say('masquerade traffic')}{MASQUERADE}")
    else:
        if node.pod_cidr:
            tables.nat(outside, f"{say('pod traffic')}-s {node.pod_cidr} -j {anywhere}")
        tables.nat(
            outside, f"{say('masquerade LOCAL traffic')}-m addrtype --src-type LOCAL {MASQUERADE}"
        )
        tables.nat(
            outside, f"{say('route LOCAL traffic')}-m addrtype --src-type LOCAL -j {anywhere}"
        )
    if port.external:
        tables.nat(
            outside, f"-j {chain_name('KUBE-SVL-' if port.external_local else 'KUBE-SVC-', port)}"
        )
    if port.load_balancer_ips and port.source_ranges:
        _firewall_chain(tables, port, outside, node)


def _firewall_chain(tables: Tables, port: ServicePort, outside: str, node: NodeView) -> None:
    firewall = chain_name("KUBE-FW-", port)
    comment = _tables.comment(f"{port.name} loadbalancer IP")
    for sources in port.source_ranges:
        tables.nat(firewall, f"{comment}-s {sources} -j {outside}")
    if _tables.includes(port.source_ranges, node.addresses):
        for address in port.load_balancer_ips:
            tables.nat(firewall, f"{comment}-s {address} -j {outside}")
    tables.nat(
        firewall,
        _tables.comment(
            f"other traffic to {port.name} will be dropped by KUBE-PROXY-FIREWALL"
        ).rstrip(),
    )


def _backends(tables: Tables, port: ServicePort, node: NodeView) -> None:
    if port.uses_cluster or (port.external_local and port.is_external and port.cluster):
        _backend_choice(tables, port, chain_name("KUBE-SVC-", port), port.cluster, node)
    if port.uses_local:
        _backend_choice(tables, port, chain_name("KUBE-SVL-", port), port.local, node)
    comment = _endpoint_comment(port.name, node)
    for backend in port.reachable:
        name = chain_name("KUBE-SEP-", port, backend.place)
        remembered = f"-m recent --name {name} --set " if port.affinity else ""
        protocol = port.protocol.lower()
        tables.nat(name, f"{comment}-s {backend.address} {MASQUERADE}")
        tables.nat(
            name,
            f"{comment}{remembered}-m {protocol} -p {protocol} -j DNAT --to-destination {backend.place}",
        )


# Even odds: with n backends left, the first takes 1/n and the rest share what remains.
def _backend_choice(
    tables: Tables, port: ServicePort, name: str, backends: Sequence[Backend], node: NodeView
) -> None:
    targets = [(backend, chain_name("KUBE-SEP-", port, backend.place)) for backend in backends]
    if port.affinity:
        for backend, target in targets:
            comment = _endpoint_comment(f"{port.name} -> {backend.place}", node)
            tables.nat(
                name,
                f"{comment}-m recent --name {target} --rcheck --seconds {port.affinity} --reap -j {target}",
            )
    for index, (backend, target) in enumerate(targets):
        remaining = len(targets) - index
        odds = (
            f"-m statistic --mode random --probability {1 / remaining:.10f} "
            if remaining > 1
            else ""
        )
        tables.nat(
            name, f"{_endpoint_comment(f'{port.name} -> {backend.place}', node)}{odds}-j {target}"
        )


def _endpoint_comment(text: str, node: NodeView) -> str:
    """Return the comment of an endpoint's rule; "" in a large cluster."""
    return "" if node.minified else _tables.comment(text)


MODE = Mode("iptables", rules, _iptables_walk.Walk, loopback_node_ports=True)
