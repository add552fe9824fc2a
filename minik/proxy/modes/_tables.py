"""The frame around the Services' rules: the built-in chains, and the chains to which they jump
first.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from ipaddress import ip_address, ip_network

from minik.proxy.node_view import NodeView

MARK = "0x00004000"
NODE_PORTS = "kubernetes service nodeports; NOTE: this must be the last rule in this chain"
FIREWALL = '-m conntrack --ctstate NEW -m comment --comment "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL'
INSIDE = (
    '-m conntrack --ctstate NEW -m comment --comment "kubernetes service portals" -j KUBE-SERVICES'
)
OUTSIDE = '-m conntrack --ctstate NEW -m comment --comment "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES'
HEALTH = '-m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS'
PORTALS = '-m comment --comment "kubernetes service portals" -j KUBE-SERVICES'
FILTER = {
    "INPUT": ("-j KUBE-FIREWALL", FIREWALL, HEALTH, OUTSIDE),
    "FORWARD": (
        FIREWALL,
        '-m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
        INSIDE,
        OUTSIDE,
    ),
    "OUTPUT": ("-j KUBE-FIREWALL", FIREWALL, INSIDE),
    "KUBE-FORWARD": (
        "-m conntrack --ctstate INVALID -j DROP",
        f'-m comment --comment "kubernetes forwarding rules" -m mark --mark {MARK}/{MARK} -j ACCEPT',
        '-m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
    ),
}
LOCALNET = (
    '-m comment --comment "block incoming localnet connections" -d 127.0.0.0/8 ! -s 127.0.0.0/8 '
    "-m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP"
)
NAT = {
    "PREROUTING": (PORTALS,),
    "OUTPUT": (PORTALS,),
    "POSTROUTING": ('-m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',),
    "KUBE-MARK-MASQ": (f"-j MARK --or-mark {MARK}",),
    "KUBE-POSTROUTING": (
        f"-m mark ! --mark {MARK}/{MARK} -j RETURN",
        f"-j MARK --xor-mark {MARK}",
        '-m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
    ),
}
CHAINS = {
    "filter": (
        "KUBE-SERVICES",
        "KUBE-EXTERNAL-SERVICES",
        "KUBE-FORWARD",
        "KUBE-NODEPORTS",
        "KUBE-PROXY-FIREWALL",
        "KUBE-FIREWALL",
    ),
    "nat": ("KUBE-SERVICES", "KUBE-NODEPORTS", "KUBE-POSTROUTING", "KUBE-MARK-MASQ"),
}
BUILT_IN = {
    "filter": ("INPUT", "FORWARD", "OUTPUT"),
    "nat": ("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"),
}


class Tables:
    """The filter and nat tables being written: chain → rules, in order."""

    def __init__(self) -> None:
        self.chains: dict[str, dict[str, list[str]]] = {
            "filter": defaultdict(list),
            "nat": defaultdict(list),
        }

    def nat(self, chain: str, rule: str) -> None:
        self.chains["nat"][chain].append(rule)

    def filter(self, chain: str, rule: str) -> None:
        self.chains["filter"][chain].append(rule)


def empty(node: NodeView) -> Tables:
    """Return the tables of a cluster without Services."""
    tables = Tables()
    for chain, rules in FILTER.items():
        tables.chains["filter"][chain] += rules
    for chain, rules in NAT.items():
        tables.chains["nat"][chain] += rules
    if serves_localhost(node):
        tables.filter("KUBE-FIREWALL", LOCALNET)
    return tables


def lines(tables: Tables, node: NodeView) -> Iterator[str]:
    """Yield text for `iptables-restore`: chains first, then their rules; the node ports come after
    all Services.
    """
    for destination in _node_port_destinations(node):
        tables.nat("KUBE-SERVICES", f"{comment(NODE_PORTS)}{destination} -j KUBE-NODEPORTS")
    for table, chains in tables.chains.items():
        yield f"*{table}"
        own_chains = dict.fromkeys(
            (*CHAINS[table], *sorted(chain for chain in chains if chain not in BUILT_IN[table]))
        )
        yield from (f":{chain} - [0:0]" for chain in own_chains)
        for chain in (*BUILT_IN[table], *own_chains):
            yield from (f"-A {chain} {rule}" for rule in chains.get(chain, ()))
        yield "COMMIT"


def _node_port_destinations(node: NodeView) -> Iterator[str]:
    """Yield the matches for packets to node ports: any address of the node, or each configured one."""
    addresses = node.node_port_addresses()
    if addresses is None:
        yield "-m addrtype --dst-type LOCAL" + (" ! -d ::1/128" if node.is_ipv6 else "")
        return
    yield from (
        f"-d {address}" for address in addresses if not node.is_ipv6 or address != node.loopback
    )


def serves_localhost(node: NodeView) -> bool:
    """Return whether node ports answer at 127.0.0.1 as well; in IPv6 they never do."""
    addresses = node.node_port_addresses()
    return not node.is_ipv6 and (addresses is None or node.loopback in addresses)


def comment(text: str) -> str:
    """Return the match that carries a comment."""
    return f'-m comment --comment "{text}" '


def includes(ranges: Sequence[str], addresses: Sequence[str]) -> bool:
    """Return whether any of the addresses lies in any of the ranges."""
    return any(
        ip_address(address) in ip_network(cidr, strict=False)
        for cidr in ranges
        for address in addresses
        if (":" in cidr) == (":" in address)
    )
