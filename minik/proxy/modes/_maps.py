"""The frame of the nftables mode: base chains, sets and maps, and the commands that fill them."""

from collections.abc import Iterator

from minik.proxy.node_view import PRIMARY, NodeView

HOOKS = {
    "filter-prerouting-pre-dnat": (
        "filter hook prerouting priority -110",
        ("ct state new jump firewall-check",),
    ),
    "filter-output-pre-dnat": (
        "filter hook output priority -110",
        ("ct state new jump firewall-check",),
    ),
    "filter-input": (
        "filter hook input priority 0",
        ("ct state new jump nodeport-endpoints-check", "ct state new jump service-endpoints-check"),
    ),
    "filter-forward": (
        "filter hook forward priority 0",
        ("ct state new jump service-endpoints-check", "ct state new jump cluster-ips-check"),
    ),
    "filter-output": (
        "filter hook output priority 0",
        ("ct state new jump service-endpoints-check", "ct state new jump cluster-ips-check"),
    ),
    "nat-prerouting": ("nat hook prerouting priority dstnat", ("jump services",)),
    "nat-output": ("nat hook output priority -100", ("jump services",)),
    "nat-postrouting": ("nat hook postrouting priority srcnat", ("jump masquerading",)),
}
PLACE, PORT = "{type} . inet_proto . inet_service", "inet_proto . inet_service"
LOOPBACK = {"ip": "127.0.0.0/8", "ip6": "::1"}
HOLDERS = {
    "hairpin-connections": (
        "set",
        "{type} . {type} . inet_proto . inet_service",
        "service hairpin connections",
    ),
    "cluster-ips": ("set", "{type}", "Active ClusterIPs"),
    "nodeport-ips": ("set", "{type}", "IPs that accept NodePort traffic"),
    "no-endpoint-services": (
        "map",
        PLACE,
        "vmap to drop or reject packets to services with no endpoints",
    ),
    "no-endpoint-nodeports": (
        "map",
        PORT,
        "vmap to drop or reject packets to service nodeports with no endpoints",
    ),
    "firewall-ips": ("map", PLACE, "destinations that are subject to LoadBalancerSourceRanges"),
    "service-ips": ("map", PLACE, "ClusterIP, ExternalIP and LoadBalancer IP traffic"),
    "service-nodeports": ("map", PORT, "NodePort traffic"),
}
CHAINS = {
    "service-endpoints-check": ("{ip} daddr . meta l4proto . th dport vmap @no-endpoint-services",),
    "firewall-check": ("{ip} daddr . meta l4proto . th dport vmap @firewall-ips",),
    "masquerading": (
        "mark and 0x4000 != 0 mark set mark xor 0x4000 masquerade fully-random",
        "ct status dnat {ip} saddr . {ip} daddr . meta l4proto . th dport @hairpin-connections masquerade fully-random",
    ),
}


class Frame:
    """One nftables table being written: declarations, chains of rules and elements, each in order
    of creation.
    """

    def __init__(self, ip: str) -> None:
        self.ip, self.type = ip, "ipv6_addr" if ip == "ip6" else "ipv4_addr"
        self.table = f"{ip} kube-proxy"
        self.declarations: list[str] = []
        self.chains: dict[str, list[str]] = {}
        self.elements: dict[str, dict[str, None]] = {}

    def declare(self, what: str, name: str, body: str) -> None:
        self.declarations.append(f"add {what} {self.table} {name} {{ {body} }}")

    def chain(self, name: str) -> list[str]:
        return self.chains.setdefault(name, [])

    def rule(self, chain: str, text: str) -> None:
        self.chain(chain).append(
            text.format(ip=self.ip, loopback=LOOPBACK[self.ip]) if "{ip}" in text else text
        )

    def element(self, holder: str, text: str) -> None:
        self.elements.setdefault(holder, {})[text] = None

    def lines(self) -> Iterator[str]:
        """Yield commands for `nft -f`; every chain is added before a rule jumps to it."""
        yield f'add table {self.table} {{ comment "rules for kube-proxy" ; }}'
        yield from self.declarations
        yield from (
            f"add chain {self.table} {name}"
            for name in self.chains
            if name not in HOOKS and name != "reject-chain"
        )
        for name, rules in self.chains.items():
            yield from (f"add rule {self.table} {name} {rule}" for rule in rules)
        for holder, elements in self.elements.items():
            yield from (
                f"add element {self.table} {holder} {{ {element} }}" for element in elements
            )


def empty(node: NodeView) -> Frame:
    """Return the table of a cluster without Services."""
    frame = Frame("ip6" if node.is_ipv6 else "ip")
    for name, (hook, rules) in HOOKS.items():
        frame.declare("chain", name, f"type {hook} ;")
        frame.chains[name] = list(rules)
    node_port_ips = node.node_port_addresses(PRIMARY)
    for name, (holder_type, key, comment) in HOLDERS.items():
        if node_port_ips is None and name == "nodeport-ips":
            continue
        verdict = " : verdict" if holder_type == "map" else ""
        frame.declare(
            holder_type,
            name,
            f'type {key.format(type=frame.type)}{verdict} ; comment "{comment}" ;',
        )
    frame.declare(
        "chain",
        "reject-chain",
        'comment "helper for @no-endpoint-services / @no-endpoint-nodeports" ;',
    )
    frame.rule("reject-chain", "reject")
    frame.rule(
        "nodeport-endpoints-check", f"{_node_port_match(node_port_ips)} vmap @no-endpoint-nodeports"
    )
    for name, texts in CHAINS.items():
        for text in texts:
            frame.rule(name, text)
    _services(frame, node, f"{_node_port_match(node_port_ips)} vmap @service-nodeports")
    for address in node_port_ips or ():
        if address != node.loopback:
            frame.element("nodeport-ips", address)
    return frame


def _node_port_match(node_port_ips: tuple[str, ...] | None) -> str:
    """Return the match for packets to node ports; they never answer at localhost."""
    destination = (
        "fib daddr type local {ip} daddr != {loopback}"
        if node_port_ips is None
        else "{ip} daddr @nodeport-ips"
    )
    return f"{destination} meta l4proto . th dport"


def _services(frame: Frame, node: NodeView, node_ports: str) -> None:
    ip = frame.ip
    if node.pod_cidr:
        frame.rule(
            "services",
            f"{ip} daddr @cluster-ips {ip} saddr != {node.pod_cidr} meta mark set meta mark or 0x4000 "
            'comment "masquerade clusterIP traffic from outside cluster"',
        )
    frame.rule("services", f"{ip} daddr . meta l4proto . th dport vmap @service-ips")
    frame.rule("services", node_ports)
    frame.rule(
        "cluster-ips-check",
        f'{ip} daddr @cluster-ips reject comment "Reject traffic to invalid ports of ClusterIPs"',
    )
    if node.service_cidrs:
        frame.rule(
            "cluster-ips-check",
            f"{ip} daddr {_one_or_set(node.service_cidrs)} drop "
            'comment "Drop traffic to unallocated ClusterIPs"',
        )


def _one_or_set(ranges: tuple[str, ...]) -> str:
    return ranges[0] if len(ranges) == 1 else f"{{ {', '.join(ranges)} }}"
