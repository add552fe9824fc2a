"""nftables: verdict maps lead from address and port to a Service's chain, which chooses by number.
Text for `nft -f`.

One map lookup replaces the long rule list of the iptables mode. A port of a cluster IP that no
Service has is rejected; an address of the service CIDR that no Service has is dropped; node ports
answer at the node's primary address only. Upstream rule: pkg/proxy/nftables/proxier.go.
"""

import base64
from collections.abc import Iterable, Iterator, Sequence

from minik.model.digest import sha256_bytes
from minik.proxy.backends import Backend
from minik.proxy.mode import Mode
from minik.proxy.modes import _maps, _nftables_walk
from minik.proxy.modes._maps import Frame
from minik.proxy.modes._tables import includes
from minik.proxy.node_view import PRIMARY, NodeView
from minik.proxy.service_ports import ServicePort

MASQUERADE = "meta mark set meta mark or 0x4000"


def rules(service_ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """Yield one whole table of one family."""
    frame = _maps.empty(node)
    for port in service_ports:
        frame.element("cluster-ips", port.cluster_ip)
        _entries(frame, port)
        _chains(frame, port, node)
        _backends(frame, port, node)
    return frame.lines()


def chain_base(port: ServicePort, backend: Backend | None = None) -> str:
    """Return the common part of the chain names of a service port, or of one of its backends."""
    text = f"{port.namespace}/{port.service}/{port.protocol.lower()}/{port.port_name}"
    if backend:
        text += f"__{backend.address.replace(':', '.')}/{backend.port}"
    return base64.b32encode(sha256_bytes(text)).decode()[:8] + "-" + text


def _inside_chain(port: ServicePort, local: bool) -> str:
    return ("local-" if local else "service-") + chain_base(port)


def _entries(frame: Frame, port: ServicePort) -> None:
    """Add the elements that match packets for a service port at each of its entries."""
    protocol, outside = port.protocol.lower(), "external-" + chain_base(port)
    _entry(
        frame, port, port.cluster_ip, bool(port.internal), _inside_chain(port, port.internal_local)
    )
    for address in (*port.external_ips, *port.load_balancer_ips):
        _entry(frame, port, address, bool(port.external), outside)
    if port.node_port and port.exists:
        frame.element("service-nodeports", f"{protocol} . {port.node_port} : goto {outside}")
    if port.node_port and not port.external:
        frame.element(
            "no-endpoint-nodeports",
            f'{protocol} . {port.node_port} comment "{port.name}" : {_refusal(port)}',
        )
    for address in port.load_balancer_ips if port.source_ranges and port.exists else ():
        place = f"{address} . {protocol} . {port.port}"
        frame.element(
            "firewall-ips", f'{place} comment "{port.name}" : goto firewall-{chain_base(port)}'
        )


def _entry(frame: Frame, port: ServicePort, address: str, answered: bool, target: str) -> None:
    place = f"{address} . {port.protocol.lower()} . {port.port}"
    if answered or (port.exists and address != port.cluster_ip):
        frame.element("service-ips", f"{place} : goto {target}")
    if not answered:
        frame.element("no-endpoint-services", f'{place} comment "{port.name}" : {_refusal(port)}')


def _refusal(port: ServicePort) -> str:
    return "drop" if port.exists else "goto reject-chain"


def _chains(frame: Frame, port: ServicePort, node: NodeView) -> None:
    """Write the chains of traffic from outside and of its source ranges."""
    if not (port.exists and port.is_external):
        return
    outside, anywhere, family = "external-" + chain_base(port), _inside_chain(port, False), frame.ip
    if not port.external_local:
        frame.rule(outside, f'{MASQUERADE} comment "masquerade"')
    else:
        if node.pod_cidr:
            frame.rule(
                outside,
                f'{family} saddr {node.pod_cidr} goto {anywhere} comment "short-circuit pod traffic"',
            )
        frame.rule(outside, f'fib saddr type local {MASQUERADE} comment "masquerade local traffic"')
        frame.rule(
            outside, f'fib saddr type local goto {anywhere} comment "short-circuit local traffic"'
        )
    if port.external:
        frame.rule(outside, f"goto {_inside_chain(port, port.external_local)}")
    if port.load_balancer_ips and port.source_ranges:
        sources = (
            *port.source_ranges,
            *(port.load_balancer_ips if includes(port.source_ranges, node.addresses) else ()),
        )
        frame.rule(
            "firewall-" + chain_base(port), f"{family} saddr != {{ {', '.join(sources)} }} drop"
        )


def _backends(frame: Frame, port: ServicePort, node: NodeView) -> None:
    short_cut = port.exists and port.is_external and port.external_local
    if port.uses_cluster or short_cut:
        _backend_choice(frame, port, _inside_chain(port, False), port.cluster)
    if port.uses_local:
        _backend_choice(frame, port, _inside_chain(port, True), port.local)
    for backend in port.reachable:
        if backend.node == node.name:
            frame.element(
                "hairpin-connections",
                f"{backend.address} . {backend.address} . {port.protocol.lower()} . {backend.port}",
            )
        if port.affinity:
            _affinity_chain(frame, port, backend)


def _affinity_chain(frame: Frame, port: ServicePort, backend: Backend) -> None:
    """Write the chain and set of one backend of a Service with session affinity."""
    name, remembered = (
        f"endpoint-{chain_base(port, backend)}",
        f"affinity-{chain_base(port, backend)}",
    )
    frame.declare(
        "set", remembered, f"type {frame.type} ; flags dynamic,timeout ; timeout {port.affinity}s ;"
    )
    frame.rule(name, f"update @{remembered} {{ {frame.ip} saddr }}")
    frame.rule(name, f"meta l4proto {port.protocol.lower()} dnat to {backend.place}")


def _backend_choice(
    frame: Frame, port: ServicePort, name: str, backends: Sequence[Backend]
) -> None:
    frame.chain(name)
    if not backends:
        return
    if not port.affinity:
        choices = ", ".join(
            f"{number} : {backend.address} . {backend.port}"
            for number, backend in enumerate(backends)
        )
        protocol = port.protocol.lower()
        frame.rule(
            name,
            f"meta l4proto {protocol} dnat {frame.ip} to numgen random mod {len(backends)} map {{ {choices} }}",
        )
        return
    for backend in backends:
        frame.rule(
            name,
            f"{frame.ip} saddr @affinity-{chain_base(port, backend)} goto endpoint-{chain_base(port, backend)}",
        )
    choices = ", ".join(
        f"{number} : goto endpoint-{chain_base(port, backend)}"
        for number, backend in enumerate(backends)
    )
    frame.rule(name, f"numgen random mod {len(backends)} vmap {{ {choices} }}")


MODE = Mode("nftables", rules, _nftables_walk.Walk, node_port_ranges=PRIMARY, dual_stack=True)
