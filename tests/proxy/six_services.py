"""Service ports as the proxy's own tests have them (six services, six shapes), for all tests of the
modes.
"""

from minik.proxy import mode as modes
from minik.proxy.backends import Backend
from minik.proxy.node_view import NodeView
from minik.proxy.service_ports import ServicePort

MODES = {mode.name: mode for mode in modes.all_modes()}
NODE = NodeView(
    "node-1", "IPv4", "10.0.0.0/8", ("172.30.0.0/16",), ("192.168.0.2",), ("192.168.0.2",)
)


def backend(address: str, port: int = 80, node: str = "node-2") -> Backend:
    return Backend(address, port, True, True, False, node)


def port(
    namespace: str, name: str, address: str, *cluster: Backend, **fields: object
) -> ServicePort:
    values: dict[str, object] = {
        "namespace": namespace,
        "service": name,
        "port_name": "p80",
        "protocol": "TCP",
        "cluster_ip": address,
        "port": 80,
        "node_port": 0,
        "external_ips": (),
        "load_balancer_ips": (),
        "source_ranges": (),
        "affinity": 0,
        "internal_local": False,
        "external_local": False,
        "health_check_node_port": 0,
        "cluster": cluster,
        "local": tuple(one for one in cluster if one.node == "node-1"),
        "exists": bool(cluster),
        "ready": cluster,
        "endpoints": cluster,
        **fields,
    }
    return ServicePort(**values)  # type: ignore[arg-type]


PORTS = (
    port("ns1", "svc1", "172.30.0.41", backend("10.180.0.1")),
    port(
        "ns2",
        "svc2",
        "172.30.0.42",
        backend("10.180.0.2"),
        external_local=True,
        node_port=3001,
        external_ips=("192.168.99.22",),
        load_balancer_ips=("1.2.3.4",),
        health_check_node_port=30000,
    ),
    port("ns3", "svc3", "172.30.0.43", backend("10.180.0.3"), node_port=3003),
    port(
        "ns4",
        "svc4",
        "172.30.0.44",
        backend("10.180.0.4", node="node-1"),
        backend("10.180.0.5"),
        external_ips=("192.168.99.33",),
    ),
    port(
        "ns5",
        "svc5",
        "172.30.0.45",
        backend("10.180.0.3"),
        node_port=3002,
        load_balancer_ips=("5.6.7.8",),
        affinity=10800,
        source_ranges=("203.0.113.0/25",),
    ),
    port("ns6", "svc6", "172.30.0.46"),
)
