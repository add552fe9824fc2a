"""The iptables rules of the ipvs mode: masquerading, source ranges, and protecting the node's own
ports.

The rules look into ipsets, so their number does not depend on that of the Services; rules for empty
sets are left out. Upstream rule: `writeIptablesRules` of pkg/proxy/ipvs/proxier.go.
"""

from collections.abc import Iterable, Iterator

from minik.proxy.modes._ipsets import SETS, Members, set_name
from minik.proxy.modes._tables import MARK, comment, includes
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

CHAINS = {
    "nat": (
        "KUBE-SERVICES",
        "KUBE-POSTROUTING",
        "KUBE-NODE-PORT",
        "KUBE-LOAD-BALANCER",
        "KUBE-MARK-MASQ",
    ),
    "filter": (
        "KUBE-FORWARD",
        "KUBE-NODE-PORT",
        "KUBE-PROXY-FIREWALL",
        "KUBE-SOURCE-RANGES-FIREWALL",
        "KUBE-IPVS-FILTER",
        "KUBE-IPVS-OUT-FILTER",
    ),
}
PORTALS, ACCESS, FIREWALL = (
    "kubernetes service portals",
    "kubernetes ipvs access filter",
    "kube-proxy firewall rules",
)
HOOKS = {
    "nat": (
        ("PREROUTING", PORTALS, "KUBE-SERVICES"),
        ("OUTPUT", PORTALS, "KUBE-SERVICES"),
        ("POSTROUTING", "kubernetes postrouting rules", "KUBE-POSTROUTING"),
    ),
    "filter": (
        ("INPUT", ACCESS, "KUBE-IPVS-FILTER"),
        ("INPUT", FIREWALL, "KUBE-PROXY-FIREWALL"),
        ("INPUT", "kubernetes health check rules", "KUBE-NODE-PORT"),
        ("FORWARD", FIREWALL, "KUBE-PROXY-FIREWALL"),
        ("FORWARD", "kubernetes forwarding rules", "KUBE-FORWARD"),
        ("OUTPUT", ACCESS, "KUBE-IPVS-OUT-FILTER"),
    ),
}
SET_RULES = (  # table, chain, protocol, set, directions, target
    ("nat", "KUBE-POSTROUTING", "", "KUBE-LOOP-BACK", "dst,dst,src", "MASQUERADE"),
    ("nat", "KUBE-SERVICES", "", "KUBE-LOAD-BALANCER", "dst,dst", "KUBE-LOAD-BALANCER"),
    ("nat", "KUBE-LOAD-BALANCER", "", "KUBE-LOAD-BALANCER-LOCAL", "dst,dst", "RETURN"),
    *(
        (
            "nat",
            "KUBE-NODE-PORT",
            protocol.lower(),
            f"KUBE-NODE-PORT{local}-{protocol}{kind}",
            directions,
            target,
        )
        for protocol, kind, directions in (
            ("TCP", "", "dst"),
            ("UDP", "", "dst"),
            ("SCTP", "-HASH", "dst,dst"),
        )
        for local, target in (("-LOCAL", "RETURN"), ("", "KUBE-MARK-MASQ"))
    ),
    (
        "filter",
        "KUBE-PROXY-FIREWALL",
        "",
        "KUBE-LOAD-BALANCER-FW",
        "dst,dst",
        "KUBE-SOURCE-RANGES-FIREWALL",
    ),
    (
        "filter",
        "KUBE-SOURCE-RANGES-FIREWALL",
        "",
        "KUBE-LOAD-BALANCER-SOURCE-CIDR",
        "dst,dst,src",
        "RETURN",
    ),
    (
        "filter",
        "KUBE-SOURCE-RANGES-FIREWALL",
        "",
        "KUBE-LOAD-BALANCER-SOURCE-IP",
        "dst,dst,src",
        "RETURN",
    ),
)
SERVICE_SETS = (
    ("KUBE-LOAD-BALANCER", "dst,dst"),
    ("KUBE-CLUSTER-IP", "dst,dst"),
    ("KUBE-EXTERNAL-IP", "dst,dst"),
    ("KUBE-EXTERNAL-IP-LOCAL", "dst,dst"),
    ("KUBE-HEALTH-CHECK-NODE-PORT", "dst"),
)  # what a service's address is there for


def lines(ports: Iterable[ServicePort], members: Members, node: NodeView) -> Iterator[str]:
    """Yield both tables, nat and filter."""
    for table, rules in (("nat", _nat(members, node)), ("filter", _filter(ports, members, node))):
        yield f"*{table}"
        yield from (f":{chain} - [0:0]" for chain in CHAINS[table])
        yield from (
            f"-A {hook} {comment(purpose)}-j {target}" for hook, purpose, target in HOOKS[table]
        )
        yield from rules
        yield "COMMIT"


def _in_set(name: str, directions: str, node: NodeView) -> str:
    return f"-m set --match-set {set_name(name, node)} {directions}"


def _set_rules(table: str, members: Members, node: NodeView) -> Iterator[str]:
    for rule_table, chain, protocol, name, directions, target in SET_RULES:
        if rule_table == table and name in members:
            protocol_match = f"-p {protocol} " if protocol else ""
            yield f"-A {chain} {protocol_match}{comment(SETS[name].comment)}{_in_set(name, directions, node)} -j {target}"


def _nat(members: Members, node: NodeView) -> Iterator[str]:
    yield f"-A KUBE-SERVICES -s {'::1/128' if node.is_ipv6 else '127.0.0.0/8'} -j RETURN"
    yield from _set_rules("nat", members, node)
    yield from _cluster_ips(members, node)
    yield from _external_ips(members, node)
    yield "-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT"
    yield "-A KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ"
    for name in ("KUBE-CLUSTER-IP", "KUBE-LOAD-BALANCER"):
        if name in members:
            yield f"-A KUBE-SERVICES {_in_set(name, 'dst,dst', node)} -j ACCEPT"
    yield f"-A KUBE-POSTROUTING -m mark ! --mark {MARK}/{MARK} -j RETURN"
    yield f"-A KUBE-POSTROUTING -j MARK --xor-mark {MARK}"
    yield f"-A KUBE-POSTROUTING {comment('kubernetes service traffic requiring SNAT')}-j MASQUERADE --random-fully"
    yield f"-A KUBE-MARK-MASQ -j MARK --or-mark {MARK}"


def _cluster_ips(members: Members, node: NodeView) -> Iterator[str]:
    """Yield the masquerading of cluster IPs. Without a pod CIDR only packets from a Service's own
    address are masqueraded.
    """
    if "KUBE-CLUSTER-IP" in members:
        match = f"-A KUBE-SERVICES {comment(SETS['KUBE-CLUSTER-IP'].comment)}-m set --match-set {set_name('KUBE-CLUSTER-IP', node)}"
        yield (
            f"{match} dst,dst ! -s {node.pod_cidr} -j KUBE-MARK-MASQ"
            if node.pod_cidr
            else f"{match} src,dst -j KUBE-MARK-MASQ"
        )


def _external_ips(members: Members, node: NodeView) -> Iterator[str]:
    for name, masquerades in (("KUBE-EXTERNAL-IP", True), ("KUBE-EXTERNAL-IP-LOCAL", False)):
        if name in members:
            match = (
                f"-A KUBE-SERVICES {comment(SETS[name].comment)}{_in_set(name, 'dst,dst', node)}"
            )
            if masquerades:
                yield f"{match} -j KUBE-MARK-MASQ"
            yield f"{match} -m physdev ! --physdev-is-in -m addrtype ! --src-type LOCAL -j ACCEPT"
            yield f"{match} -m addrtype --dst-type LOCAL -j ACCEPT"


def _filter(ports: Iterable[ServicePort], members: Members, node: NodeView) -> Iterator[str]:
    yield from _set_rules("filter", members, node)
    yield "-A KUBE-SOURCE-RANGES-FIREWALL -j DROP"
    yield from _drop_from_node(ports, node)
    yield f"-A KUBE-FORWARD {comment('kubernetes forwarding rules')}-m mark --mark {MARK}/{MARK} -j ACCEPT"
    yield f"-A KUBE-FORWARD {comment('kubernetes forwarding conntrack rule')}-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"
    health = "KUBE-HEALTH-CHECK-NODE-PORT"
    yield f"-A KUBE-NODE-PORT {comment(SETS[health].comment)}{_in_set(health, 'dst', node)} -j ACCEPT"
    yield from (
        f"-A KUBE-IPVS-FILTER {_in_set(name, directions, node)} -j RETURN"
        for name, directions in SERVICE_SETS
    )
    yield f"-A KUBE-IPVS-FILTER -m conntrack --ctstate NEW {_in_set('KUBE-IPVS-IPS', 'dst', node)} -j REJECT"


def _drop_from_node(ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """Yield drops for load balancers whose source ranges exclude the node.

    The node's own packets have the balancer's address as their source.
    """
    for port in ports:
        if port.source_ranges and not includes(port.source_ranges, node.addresses[:1]):
            for address in port.load_balancer_ips:
                virtual_server = f"-m ipvs --vaddr {address} --vproto {port.protocol.lower()} --vport {port.port}"
                yield f"-A KUBE-IPVS-OUT-FILTER -s {address} {virtual_server} -j DROP"
