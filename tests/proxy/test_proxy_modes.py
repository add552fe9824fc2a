"""The rules of each mode: names and lines that kube-proxy itself writes, and texts that the kernel's own tools accept."""
import os
import shutil
import subprocess
from collections.abc import Iterator
from types import ModuleType

import pytest

from minik import shelf
from minik.proxy import modes
from minik.proxy.backends import Backend
from minik.proxy.modes import iptables, nftables, userspace
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

MODES = shelf.load("minik.proxy.modes", modes.__path__)
NODE = NodeView("node-1", "IPv4", "10.0.0.0/8", ("172.30.0.0/16",), ("192.168.0.2",), ("192.168.0.2",))


def backend(address: str, port: int = 80, node: str = "node-2") -> Backend:
    return Backend(address, port, True, True, False, node)


def port(namespace: str, name: str, address: str, *cluster: Backend, **fields: object) -> ServicePort:
    values: dict[str, object] = {
        "namespace": namespace, "service": name, "port_name": "p80", "protocol": "TCP", "cluster_ip": address, "port": 80, "node_port": 0,
        "external_ips": (), "load_balancer_ips": (), "source_ranges": (), "affinity": 0, "internal_local": False, "external_local": False,
        "health_check_node_port": 0, "cluster": cluster, "local": tuple(one for one in cluster if one.node == "node-1"),
        "exists": bool(cluster), **fields}
    return ServicePort(**values)  # type: ignore[arg-type]


PORTS = (
    port("ns1", "svc1", "172.30.0.41", backend("10.180.0.1")),
    port("ns2", "svc2", "172.30.0.42", backend("10.180.0.2"), external_local=True, node_port=3001, external_ips=("192.168.99.22",),
         load_balancer_ips=("1.2.3.4",), health_check_node_port=30000),
    port("ns3", "svc3", "172.30.0.43", backend("10.180.0.3"), node_port=3003),
    port("ns4", "svc4", "172.30.0.44", backend("10.180.0.4", node="node-1"), backend("10.180.0.5"), external_ips=("192.168.99.33",)),
    port("ns5", "svc5", "172.30.0.45", backend("10.180.0.3"), node_port=3002, load_balancer_ips=("5.6.7.8",), affinity=10800,
         source_ranges=("203.0.113.0/25",)),
    port("ns6", "svc6", "172.30.0.46"),
)


@pytest.mark.parametrize(("text", "name"), [
    (port("ns1", "svc1", ""), "KUBE-SVC-XPGD46QRK7WJZT7O"), (port("ns2", "svc2", ""), "KUBE-SVC-GNZBNJ2PO5MGZ6GT"),
    (port("default", "kubernetes", "", port_name="https"), "KUBE-SVC-NPX46M4PTMTKRN6Y")])
def test_chains_are_called_as_on_every_node_of_the_world(text: ServicePort, name: str) -> None:
    assert iptables.chain("KUBE-SVC-", text) == name


@pytest.mark.parametrize(("address", "name"), [("10.180.0.1", "KUBE-SEP-SXIVWICOYRO3J4NJ")])
def test_chains_of_backends_too(address: str, name: str) -> None:
    assert iptables.chain("KUBE-SEP-", PORTS[0], iptables.place(backend(address))) == name


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
        if "KUBE-SEP-" in line and f"-A {iptables.chain('KUBE-SVC-', many)}" in line:
            odds = float(line.split("--probability ")[1].split()[0]) if "--probability" in line else 1.0
            assert left * odds == pytest.approx(1 / 7, abs=1e-8)
            left *= 1 - odds


@pytest.mark.proves("D7")
def test_nftables_writes_the_elements_and_rules_that_the_proxy_writes() -> None:
    lines = list(nftables.rules(PORTS, NODE))
    for line in (
            "add rule ip kube-proxy service-LAUZTJTB-ns4/svc4/tcp/p80 meta l4proto tcp dnat ip to numgen random mod 2 map "
            "{ 0 : 10.180.0.4 . 80, 1 : 10.180.0.5 . 80 }",
            "add element ip kube-proxy service-ips { 172.30.0.44 . tcp . 80 : goto service-LAUZTJTB-ns4/svc4/tcp/p80 }",
            'add element ip kube-proxy no-endpoint-services { 172.30.0.46 . tcp . 80 comment "ns6/svc6:p80" : goto reject-chain }'):
        assert line in lines


@pytest.mark.proves("D5")
@pytest.mark.parametrize("mode", MODES.values(), ids=list(MODES))
def test_a_new_service_adds_rules_and_changes_none(mode: ModuleType) -> None:
    before, after = list(mode.rules(PORTS[:-1], NODE)), list(mode.rules(PORTS, NODE))
    assert set(before) <= set(after)
    assert all("svc6" in line or "172.30.0.46" in line for line in set(after) - set(before))


@pytest.fixture
def namespace() -> Iterator[str]:
    """A network namespace of the test's own."""
    name = f"minik-test-{os.getpid()}"
    if os.geteuid() or not shutil.which("ip") or subprocess.run(["ip", "netns", "add", name], capture_output=True).returncode:
        pytest.skip("needs root, iproute2 and network namespaces")
    yield name
    subprocess.run(["ip", "netns", "del", name], check=True)


@pytest.mark.parametrize(("mode", "command"), [
    (iptables, ["iptables-restore", "--test"]), (nftables, ["nft", "-c", "-f", "-"]), (userspace, ["iptables-restore", "--test"])],
                         ids=["iptables", "nftables", "userspace"])
def test_the_kernels_own_tool_accepts_the_text(namespace: str, mode: ModuleType, command: list[str]) -> None:
    if not shutil.which(command[0]):
        pytest.skip(f"needs {command[0]}")
    text = "\n".join(mode.rules(PORTS, NODE)) + "\n"
    said = subprocess.run(["ip", "netns", "exec", namespace, *command], input=text, capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")
