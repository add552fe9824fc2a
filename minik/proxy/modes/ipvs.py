"""ipvs: a virtual server in the kernel for every front, with the backends as its real servers. Deprecated since Kubernetes 1.35.

Three texts one after the other, each for a tool of its own, behind a line that names it: `ipset restore`, `iptables-restore` and
`ipvsadm -R`. Where a policy is Local and no backend is on the node, all backends are taken. Upstream rule: pkg/proxy/ipvs/proxier.go.
"""
from collections.abc import Iterable, Iterator

from minik.proxy.backends import Backend
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

SETS = {
    "KUBE-CLUSTER-IP": "hash:ip,port", "KUBE-LOOP-BACK": "hash:ip,port,ip", "KUBE-EXTERNAL-IP": "hash:ip,port",
    "KUBE-EXTERNAL-IP-LOCAL": "hash:ip,port", "KUBE-LOAD-BALANCER": "hash:ip,port", "KUBE-LOAD-BALANCER-LOCAL": "hash:ip,port",
    "KUBE-LOAD-BALANCER-FW": "hash:ip,port", "KUBE-LOAD-BALANCER-SOURCE-CIDR": "hash:ip,port,net", "KUBE-IPVS-IPS": "hash:ip",
    **{f"KUBE-NODE-PORT{local}-{protocol}": "bitmap:port" for protocol in ("TCP", "UDP") for local in ("", "-LOCAL")},
    "KUBE-NODE-PORT-SCTP-HASH": "hash:ip,port", "KUBE-NODE-PORT-LOCAL-SCTP-HASH": "hash:ip,port",
    "KUBE-HEALTH-CHECK-NODE-PORT": "bitmap:port"}
FLAGS = {"TCP": "-t", "UDP": "-u", "SCTP": "--sctp-service"}
CHAINS = ("KUBE-SERVICES", "KUBE-NODE-PORT", "KUBE-LOAD-BALANCER", "KUBE-POSTROUTING", "KUBE-MARK-MASQ")


def rules(service_ports: Iterable[ServicePort], node: NodeView) -> Iterator[str]:
    """The sets, the rules that look into them, and the virtual servers."""
    ports = list(service_ports)
    yield "# ipset restore"
    for name, kind in SETS.items():
        size = "range 0-65535" if kind == "bitmap:port" else f"family {'inet6' if node.is_ipv6 else 'inet'} hashsize 1024 maxelem 65536"
        yield f"create {_called(name, node)} {kind} {size}"
    members = dict.fromkeys((name, member) for port in ports for name, member in _members(port, node))
    yield from (f"add {_called(name, node)} {member}" for name, member in members)
    yield "# iptables-restore"
    yield from _companions(node)
    yield "# ipvsadm -R"
    for port in ports:
        yield from _servers(port, node)


def _called(name: str, node: NodeView) -> str:
    return name.replace("KUBE-", "KUBE-6-", 1) if node.is_ipv6 else name


def _members(port: ServicePort, node: NodeView) -> Iterator[tuple[str, str]]:
    """Which sets a service port is in."""
    protocol, local = port.protocol.lower(), "-LOCAL" if port.external_local else ""
    for address in (port.cluster_ip, *port.external_ips, *port.load_balancer_ips):
        yield "KUBE-IPVS-IPS", address
    yield "KUBE-CLUSTER-IP", f"{port.cluster_ip},{protocol}:{port.port}"
    for front, addresses in (("KUBE-EXTERNAL-IP", port.external_ips), ("KUBE-LOAD-BALANCER", port.load_balancer_ips)):
        for address in addresses:
            yield front, f"{address},{protocol}:{port.port}"
            if local:
                yield front + local, f"{address},{protocol}:{port.port}"
    for address in port.load_balancer_ips if port.source_ranges else ():
        yield "KUBE-LOAD-BALANCER-FW", f"{address},{protocol}:{port.port}"
        yield from (("KUBE-LOAD-BALANCER-SOURCE-CIDR", f"{address},{protocol}:{port.port},{one}") for one in port.source_ranges)
    for which in dict.fromkeys(("", local)) if port.node_port else ():
        if port.protocol == "SCTP":
            yield from ((f"KUBE-NODE-PORT{which}-SCTP-HASH", f"{address},sctp:{port.node_port}") for address in node.addresses)
        else:
            yield f"KUBE-NODE-PORT{which}-{port.protocol}", str(port.node_port)
    if port.health_check_node_port:
        yield "KUBE-HEALTH-CHECK-NODE-PORT", str(port.health_check_node_port)
    for backend in port.reachable:
        if backend.node == node.name:
            yield "KUBE-LOOP-BACK", f"{backend.address},{protocol}:{backend.port},{backend.address}"


def _companions(node: NodeView) -> Iterator[str]:
    """What ipvs leaves to iptables: masquerading, and source ranges; the same however many services there are."""
    def in_set(name: str, directions: str) -> str:
        return f"-m set --match-set {_called(name, node)} {directions}"

    yield "*nat"
    yield from (f":{chain} - [0:0]" for chain in CHAINS)
    yield '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES'
    yield '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES'
    yield '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING'
    yield f"-A KUBE-SERVICES -s {'::1/128' if node.is_ipv6 else '127.0.0.0/8'} -j RETURN"
    yield f"-A KUBE-SERVICES {in_set('KUBE-LOAD-BALANCER', 'dst,dst')} -j KUBE-LOAD-BALANCER"
    if node.pod_cidr:
        yield f"-A KUBE-SERVICES ! -s {node.pod_cidr} {in_set('KUBE-CLUSTER-IP', 'dst,dst')} -j KUBE-MARK-MASQ"
    yield f"-A KUBE-SERVICES {in_set('KUBE-EXTERNAL-IP-LOCAL', 'dst,dst')} -j ACCEPT"
    yield f"-A KUBE-SERVICES {in_set('KUBE-EXTERNAL-IP', 'dst,dst')} -j KUBE-MARK-MASQ"
    yield "-A KUBE-SERVICES -m addrtype --dst-type LOCAL -j KUBE-NODE-PORT"
    yield f"-A KUBE-SERVICES {in_set('KUBE-CLUSTER-IP', 'dst,dst')} -j ACCEPT"
    yield f"-A KUBE-LOAD-BALANCER {in_set('KUBE-LOAD-BALANCER-LOCAL', 'dst,dst')} -j RETURN"
    yield "-A KUBE-LOAD-BALANCER -j KUBE-MARK-MASQ"
    for protocol in ("TCP", "UDP"):
        which = f"-p {protocol.lower()}"
        yield f"-A KUBE-NODE-PORT {which} {in_set(f'KUBE-NODE-PORT-LOCAL-{protocol}', 'dst')} -j RETURN"
        yield f"-A KUBE-NODE-PORT {which} {in_set(f'KUBE-NODE-PORT-{protocol}', 'dst')} -j KUBE-MARK-MASQ"
    yield f"-A KUBE-POSTROUTING {in_set('KUBE-LOOP-BACK', 'dst,dst,src')} -j MASQUERADE"
    yield "-A KUBE-POSTROUTING -m mark ! --mark 0x00004000/0x00004000 -j RETURN"
    yield "-A KUBE-POSTROUTING -j MARK --xor-mark 0x00004000"
    yield "-A KUBE-POSTROUTING -j MASQUERADE --random-fully"
    yield "-A KUBE-MARK-MASQ -j MARK --or-mark 0x00004000"
    yield "COMMIT"
    yield from ("*filter", ":KUBE-PROXY-FIREWALL - [0:0]", ":KUBE-SOURCE-RANGES-FIREWALL - [0:0]")
    yield from (f"-A {hook} -j KUBE-PROXY-FIREWALL" for hook in ("INPUT", "FORWARD"))
    yield f"-A KUBE-PROXY-FIREWALL {in_set('KUBE-LOAD-BALANCER-FW', 'dst,dst')} -j KUBE-SOURCE-RANGES-FIREWALL"
    yield f"-A KUBE-SOURCE-RANGES-FIREWALL {in_set('KUBE-LOAD-BALANCER-SOURCE-CIDR', 'dst,dst,src')} -j RETURN"
    yield "-A KUBE-SOURCE-RANGES-FIREWALL -j DROP"
    yield "COMMIT"


def _servers(port: ServicePort, node: NodeView) -> Iterator[str]:
    """A virtual server with its real servers, at every front."""
    inside = port.internal or port.cluster
    outside = port.external or port.cluster
    yield from _server(port, port.cluster_ip, port.port, inside)
    for address in (*port.external_ips, *port.load_balancer_ips):
        yield from _server(port, address, port.port, outside)
    for address in node.addresses if port.node_port else ():
        yield from _server(port, address, port.node_port, outside)


def _server(port: ServicePort, address: str, number: int, backends: tuple[Backend, ...]) -> Iterator[str]:
    front = f"{FLAGS[port.protocol]} {_place(address, number)}"
    yield f"-A {front} -s rr" + (f" -p {port.affinity}" if port.affinity else "")
    yield from (f"-a {front} -r {_place(backend.address, backend.port)} -m -w 1" for backend in backends)


def _place(address: str, port: int) -> str:
    return f"[{address}]:{port}" if ":" in address else f"{address}:{port}"
