"""The rules of each mode: names and lines that kube-proxy itself writes, and texts that the
kernel's own tools accept.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from types import ModuleType

import pytest
from six_services import MODES, NODE, PORTS, backend, port

from minik.proxy.modes import iptables, ipvs, nftables, userspace
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (port("ns1", "svc1", ""), "KUBE-SVC-XPGD46QRK7WJZT7O"),
        (port("ns2", "svc2", ""), "KUBE-SVC-GNZBNJ2PO5MGZ6GT"),
        (port("default", "kubernetes", "", port_name="https"), "KUBE-SVC-NPX46M4PTMTKRN6Y"),
    ],
)
def test_chains_are_called_as_on_every_node_of_the_world(text: ServicePort, name: str) -> None:
    assert iptables.chain_name("KUBE-SVC-", text) == name


@pytest.mark.parametrize(("address", "name"), [("10.180.0.1", "KUBE-SEP-SXIVWICOYRO3J4NJ")])
def test_chains_of_backends_too(address: str, name: str) -> None:
    assert iptables.chain_name("KUBE-SEP-", PORTS[0], backend(address).place) == name


LINES = """
-A KUBE-SERVICES -m comment --comment "ns6/svc6:p80 has no endpoints" -m tcp -p tcp -d 172.30.0.46 --dport 80 -j REJECT
-A KUBE-EXTERNAL-SERVICES -m comment --comment "ns2/svc2:p80 has no local endpoints" -m tcp -p tcp -d 1.2.3.4 --dport 80 -j DROP
-A KUBE-SERVICES -m comment --comment "ns1/svc1:p80 cluster IP" -m tcp -p tcp -d 172.30.0.41 --dport 80 -j KUBE-SVC-XPGD46QRK7WJZT7O
-A KUBE-NODEPORTS -m comment --comment "ns3/svc3:p80" -m tcp -p tcp --dport 3003 -j KUBE-EXT-X27LE4BHSL4DOUIK
-A KUBE-EXT-X27LE4BHSL4DOUIK -m comment --comment "masquerade traffic for ns3/svc3:p80 external destinations" -j KUBE-MARK-MASQ
-A KUBE-EXT-X27LE4BHSL4DOUIK -j KUBE-SVC-X27LE4BHSL4DOUIK
-A KUBE-SEP-SXIVWICOYRO3J4NJ -m comment --comment "ns1/svc1:p80" -s 10.180.0.1 -j KUBE-MARK-MASQ
-A KUBE-SEP-SXIVWICOYRO3J4NJ -m comment --comment "ns1/svc1:p80" -m tcp -p tcp -j DNAT --to-destination 10.180.0.1:80
-A KUBE-EXT-GNZBNJ2PO5MGZ6GT -m comment --comment "pod traffic for ns2/svc2:p80 external destinations" -s 10.0.0.0/8 \
-j KUBE-SVC-GNZBNJ2PO5MGZ6GT
-A KUBE-FW-NUKIZ6OKUXPJNT4C -m comment --comment "ns5/svc5:p80 loadbalancer IP" -s 203.0.113.0/25 -j KUBE-EXT-NUKIZ6OKUXPJNT4C
-A KUBE-SVC-4SW47YFZTEDKD3PK -m comment --comment "ns4/svc4:p80 -> 10.180.0.4:80" -m statistic --mode random --probability 0.5000000000 \
-j KUBE-SEP-UKSFD7AGPMPPLUHC
-A KUBE-SVC-4SW47YFZTEDKD3PK -m comment --comment "ns4/svc4:p80 -> 10.180.0.5:80" -j KUBE-SEP-C6EBXVWJJZMIWKLZ
"""


@pytest.mark.proves("D4", "C18")
@pytest.mark.parametrize("line", LINES.strip().splitlines())
def test_iptables_writes_the_lines_that_the_proxy_writes(line: str) -> None:
    assert line in list(iptables.rules(PORTS, NODE))


def test_every_backend_gets_an_even_share() -> None:
    many = port("a", "b", "10.1.1.1", *(backend(f"10.2.0.{number}") for number in range(1, 8)))
    left = 1.0
    for line in iptables.rules((many,), NODE):
        if "KUBE-SEP-" in line and f"-A {iptables.chain_name('KUBE-SVC-', many)}" in line:
            odds = (
                float(line.split("--probability ")[1].split()[0])
                if "--probability" in line
                else 1.0
            )
            assert left * odds == pytest.approx(1 / 7, abs=1e-8)
            left *= 1 - odds


@pytest.mark.proves("D7")
def test_nftables_writes_the_elements_and_rules_that_the_proxy_writes() -> None:
    lines = list(nftables.rules(PORTS, NODE))
    for line in (
        "add rule ip kube-proxy service-LAUZTJTB-ns4/svc4/tcp/p80 meta l4proto tcp dnat ip to numgen random mod 2 map "
        "{ 0 : 10.180.0.4 . 80, 1 : 10.180.0.5 . 80 }",
        "add element ip kube-proxy service-ips { 172.30.0.44 . tcp . 80 : goto service-LAUZTJTB-ns4/svc4/tcp/p80 }",
        'add element ip kube-proxy no-endpoint-services { 172.30.0.46 . tcp . 80 comment "ns6/svc6:p80" : goto reject-chain }',
    ):
        assert line in lines


@pytest.mark.proves("D5")
@pytest.mark.parametrize("mode", MODES.values(), ids=list(MODES))
def test_a_new_service_adds_rules_and_changes_none(mode: ModuleType) -> None:
    before, after = list(mode.rules(PORTS[:-1], NODE)), list(mode.rules(PORTS, NODE))
    assert set(before) <= set(after)
    assert all("svc6" in line or "172.30.0.46" in line for line in set(after) - set(before))


@pytest.mark.parametrize("mode", MODES.values(), ids=list(MODES))
@pytest.mark.parametrize("family", ["IPv4", "IPv6"])
def test_the_frame_of_a_cluster_without_services_is_there(mode: ModuleType, family: str) -> None:
    assert len(list(mode.rules((), NodeView("node-1", family)))) > 5


def test_a_large_cluster_leaves_out_the_comments_of_endpoints_alone() -> None:
    few, large = (
        list(iptables.rules((PORTS[3]._replace(endpoints=PORTS[3].cluster[:1] * count),), NODE))
        for count in (1000, 1001)
    )
    short = [line for line in large if line not in few]
    assert (
        short
        == [
            line
            for line in large
            if line.startswith(("-A KUBE-SEP-", "-A KUBE-SVC-")) and "cluster IP" not in line
        ]
        != []
    )
    assert not [line for line in short if "comment" in line]
    assert large == list(iptables.rules((PORTS[3],), NODE._replace(minified=True)))


@pytest.mark.parametrize(
    ("ranges", "answering"),
    [
        ((), ["-m addrtype --dst-type LOCAL"]),
        (("0.0.0.0/0",), ["-m addrtype --dst-type LOCAL"]),
        (("fd00::/8",), ["-m addrtype --dst-type LOCAL"]),
        (("primary",), ["-d 192.168.0.2"]),
        (("192.168.0.0/24", "10.0.0.0/8"), ["-d 192.168.0.2", "-d 10.9.9.9"]),
        (("127.0.0.0/8",), ["-d 127.0.0.1"]),
        (("172.16.0.0/12",), []),
    ],
)
def test_iptables_opens_node_ports_where_it_is_told(
    ranges: tuple[str, ...], answering: list[str]
) -> None:
    lines = list(
        iptables.rules(
            PORTS, NODE._replace(addresses=("192.168.0.2", "10.9.9.9"), node_port_ranges=ranges)
        )
    )
    assert [
        line.split('chain" ')[1].removesuffix(" -j KUBE-NODEPORTS")
        for line in lines
        if "must be the last" in line
    ] == answering
    at_localhost = answering in (["-m addrtype --dst-type LOCAL"], ["-d 127.0.0.1"])
    assert any("block incoming localnet" in line for line in lines) is at_localhost
    assert any("-d 127.0.0.0/8 -j KUBE-EXT-" in line for line in lines) is at_localhost


@pytest.mark.parametrize(
    ("ranges", "elements"),
    [
        ((), ["192.168.0.2"]),
        (("primary",), ["192.168.0.2"]),
        (("10.0.0.0/8", "127.0.0.0/8"), ["10.9.9.9"]),
        (("0.0.0.0/0",), None),
    ],
)
def test_nftables_opens_node_ports_where_it_is_told(
    ranges: tuple[str, ...], elements: list[str] | None
) -> None:
    lines = list(
        nftables.rules(
            PORTS, NODE._replace(addresses=("192.168.0.2", "10.9.9.9"), node_port_ranges=ranges)
        )
    )
    told = (
        "fib daddr type local ip daddr != 127.0.0.0/8"
        if elements is None
        else "ip daddr @nodeport-ips"
    )
    assert (
        f"add rule ip kube-proxy services {told} meta l4proto . th dport vmap @service-nodeports"
        in lines
    )
    assert any("set ip kube-proxy nodeport-ips" in line for line in lines) is (elements is not None)
    assert [
        line.split("{ ")[1].split()[0]
        for line in lines
        if "element ip kube-proxy nodeport-ips" in line
    ] == (elements or [])


SERVERS = [
    ((), ["192.168.0.2:3003", "10.9.9.9:3003"]),
    (("10.0.0.0/8", "127.0.0.0/8"), ["10.9.9.9:3003"]),
    (("172.16.0.0/12",), []),
]


@pytest.mark.proves("D6")
@pytest.mark.parametrize(("ranges", "servers"), SERVERS)
def test_ipvs_has_a_virtual_server_where_node_ports_are_open(
    ranges: tuple[str, ...], servers: list[str]
) -> None:
    lines = list(
        ipvs.rules(
            PORTS, NODE._replace(addresses=("192.168.0.2", "10.9.9.9"), node_port_ranges=ranges)
        )
    )
    assert [
        line.split()[2] for line in lines if line.startswith("-A -t") and ":3003 " in line
    ] == servers
    assert ("add KUBE-NODE-PORT-TCP 3003" in lines) is bool(servers)


SCTP = port(
    "ns7",
    "svc7",
    "172.30.0.47",
    backend("10.180.0.7", node="node-1"),
    protocol="SCTP",
    node_port=3007,
    external_local=True,
)
GUARDED = PORTS[4]._replace(source_ranges=("192.168.0.0/24",))
IPVS_LINES = """
create KUBE-NODE-PORT-SCTP-HASH hash:ip,port family inet hashsize 1024 maxelem 65536
add KUBE-LOOP-BACK 10.180.0.4,tcp:80,10.180.0.4
add KUBE-EXTERNAL-IP-LOCAL 192.168.99.22,tcp:80
add KUBE-EXTERNAL-IP 192.168.99.33,tcp:80
add KUBE-LOAD-BALANCER 1.2.3.4,tcp:80
add KUBE-LOAD-BALANCER-LOCAL 1.2.3.4,tcp:80
add KUBE-LOAD-BALANCER-FW 5.6.7.8,tcp:80
add KUBE-LOAD-BALANCER-SOURCE-CIDR 5.6.7.8,tcp:80,192.168.0.0/24
add KUBE-LOAD-BALANCER-SOURCE-IP 5.6.7.8,tcp:80,5.6.7.8
add KUBE-NODE-PORT-LOCAL-TCP 3001
add KUBE-NODE-PORT-LOCAL-SCTP-HASH 192.168.0.2,sctp:3007
add KUBE-HEALTH-CHECK-NODE-PORT 30000
address add 172.30.0.46/32 dev kube-ipvs0
-A KUBE-SERVICES -s 127.0.0.0/8 -j RETURN
-A KUBE-NODE-PORT -p sctp -m comment --comment "Kubernetes nodeport SCTP port with externalTrafficPolicy=local with type 'hash ip:port'" \
-m set --match-set KUBE-NODE-PORT-LOCAL-SCTP-HASH dst,dst -j RETURN
-A KUBE-IPVS-FILTER -m conntrack --ctstate NEW -m set --match-set KUBE-IPVS-IPS dst -j REJECT
-A --sctp-service 172.30.0.47:80 -s rr
-A -t 5.6.7.8:80 -s rr -p 10800
-A -t 172.30.0.46:80 -s rr
"""


@pytest.mark.proves("D6")
@pytest.mark.parametrize("line", IPVS_LINES.strip().replace("\\\n", "").splitlines())
def test_ipvs_writes_what_the_proxy_writes(line: str) -> None:
    assert line in list(ipvs.rules((*PORTS, SCTP, GUARDED), NODE))


def test_a_node_that_no_source_range_lets_in_is_kept_out_of_the_load_balancer() -> None:
    told = (
        "-A KUBE-IPVS-OUT-FILTER -s 5.6.7.8 -m ipvs --vaddr 5.6.7.8 --vproto tcp --vport 80 -j DROP"
    )
    assert [told in ipvs.rules((one,), NODE) for one in (PORTS[4], GUARDED)] == [True, False]


USERSPACE_LINES = """
-A KUBE-PORTALS-CONTAINER -m comment --comment "ns1/svc1:p80" -p tcp -m tcp --dport 80 -d 172.30.0.41/32 -j REDIRECT --to-ports P
-A KUBE-PORTALS-HOST -m comment --comment "ns1/svc1:p80" -p tcp -m tcp --dport 80 -d 172.30.0.41/32 -j DNAT --to-destination 192.168.0.2:P
-A KUBE-PORTALS-CONTAINER -m comment --comment "ns4/svc4:p80" -p tcp -m tcp --dport 80 -d 192.168.99.33/32 -m physdev ! --physdev-is-in \
-j REDIRECT --to-ports P
-A KUBE-PORTALS-HOST -m comment --comment "ns4/svc4:p80" -p tcp -m tcp --dport 80 -d 192.168.99.33/32 -m addrtype --dst-type LOCAL \
-j DNAT --to-destination 192.168.0.2:P
-A KUBE-NODEPORT-CONTAINER -m comment --comment "ns3/svc3:p80" -p tcp -m tcp --dport 3003 -j REDIRECT --to-ports P
-A KUBE-NODEPORT-HOST -m comment --comment "ns3/svc3:p80" -p tcp -m tcp --dport 3003 -j DNAT --to-destination 192.168.0.2:P
-A KUBE-NODEPORT-NON-LOCAL -m comment --comment "ns3/svc3:p80" -p tcp -m tcp --dport P -m state --state NEW -j ACCEPT
"""


@pytest.mark.proves("D1", "D2")
@pytest.mark.parametrize("line", USERSPACE_LINES.strip().replace("\\\n", "").splitlines())
def test_userspace_wrote_such_lines_each_port_with_one_of_the_proxys_own(line: str) -> None:
    own = {port.name: str(number) for number, port in userspace.proxy_ports(PORTS)}
    name = line.split('"')[1]
    said = re.sub(r"(?<=[ :])P(?= |$)", own[name], line)
    assert said in list(userspace.rules(PORTS, NODE))


SIX = NODE._replace(
    family="IPv6",
    pod_cidr="fd00:10::/64",
    service_cidrs=("fd00:96::/112",),
    addresses=("fd00:192::11",),
    primary=("fd00:192::11",),
)
SIXES = (
    port(
        "ns1",
        "svc1",
        "fd00:96::41",
        backend("fd00:10::1", node="node-1"),
        node_port=3001,
        load_balancer_ips=("2001:db8::4",),
        source_ranges=("2001:db8:1::/64",),
        affinity=60,
    ),
    port("ns2", "svc2", "fd00:96::42", protocol="SCTP", node_port=3002),
    port(
        "ns3",
        "svc3",
        "fd00:96::43",
        backend("fd00:10::2"),
        protocol="UDP",
        external_local=True,
        node_port=3003,
    ),
)


@pytest.fixture
def namespace() -> Iterator[str]:
    """A network namespace of the test's own."""
    name = f"minik-test-{os.getpid()}"
    if (
        os.geteuid()
        or not shutil.which("ip")
        or subprocess.run(["ip", "netns", "add", name], capture_output=True).returncode
    ):
        pytest.skip("needs root, iproute2 and network namespaces")
    yield name
    subprocess.run(["ip", "netns", "del", name], check=True)


def loaded(namespace: str, command: list[str], text: str) -> tuple[int, str]:
    """What the kernel's own tool says of a text: its status, and what it complains of."""
    if not shutil.which(command[0]):
        pytest.skip(f"needs {command[0]}")
    said = subprocess.run(
        ["ip", "netns", "exec", namespace, *command], input=text, capture_output=True, text=True
    )
    return said.returncode, said.stderr


@pytest.mark.parametrize(
    ("mode", "command", "ports", "node"),
    [
        (iptables, "iptables-restore --test", PORTS, NODE),
        (iptables, "ip6tables-restore --test", SIXES, SIX),
        (nftables, "nft -c -f -", (*PORTS, SCTP), NODE),
        (nftables, "nft -c -f -", SIXES, SIX),
        (nftables, "nft -c -f -", SIXES, SIX._replace(node_port_ranges=("::/0",))),
        (userspace, "iptables-restore --test", PORTS, NODE),
        (userspace, "ip6tables-restore --test", SIXES, SIX),
    ],
    ids=[
        "iptables",
        "iptables6",
        "nftables",
        "nftables6",
        "nftables6-everywhere",
        "userspace",
        "userspace6",
    ],
)
def test_the_kernels_own_tool_accepts_the_text(
    namespace: str, mode: ModuleType, command: str, ports: Sequence[ServicePort], node: NodeView
) -> None:
    assert loaded(namespace, command.split(), "\n".join(mode.rules(ports, node)) + "\n") == (0, "")


HAS_IPVS = os.path.exists("/proc/net/ip_vs")


def fitting(namespace: str, text: str) -> str:
    """A text without what needs a module that this kernel has not got: dummy interfaces, and the
    rule that asks ipvs.
    """
    if loaded(namespace, ["ip", "link", "add", "minik0", "type", "dummy"], "")[0]:
        loaded(
            namespace, ["ip", "link", "add", "kube-ipvs0", "type", "bridge"], ""
        )  # anything that can have addresses
        text = text.replace("link add kube-ipvs0 type dummy\n", "")
    return "".join(f"{line}\n" for line in text.splitlines() if HAS_IPVS or " -m ipvs " not in line)


@pytest.mark.proves("D6")
@pytest.mark.parametrize(
    ("ports", "node"), [((*PORTS, SCTP), NODE), (SIXES, SIX)], ids=["IPv4", "IPv6"]
)
def test_every_part_of_the_ipvs_text_is_loaded_by_its_tool(
    namespace: str, ports: Sequence[ServicePort], node: NodeView
) -> None:
    """All but the last, which needs a kernel with ip_vs: there the real tool tells whether it
    understands it.
    """
    *parts, servers = "\n".join(ipvs.rules(ports, node)).split("\n# ")
    for part in parts:
        tool, _, text = part.removeprefix("# ").partition("\n")
        assert loaded(namespace, tool.split(), fitting(namespace, text)) == (0, "")
    if not HAS_IPVS:
        pytest.skip("all but the virtual servers was loaded; for these the kernel has no ip_vs")
    assert loaded(namespace, ["ipvsadm", "-R"], servers.partition("\n")[2] + "\n")[0] == 0
