"""Where a Service keeps what, and the few questions that everybody asks of it. Upstream rule: `pkg/api/service/util.go`."""
from collections.abc import Mapping, Sequence
from typing import Any

from minik.model.object import Object, spec, status

CLUSTER_IP, NODE_PORT, LOAD_BALANCER, EXTERNAL_NAME = "ClusterIP", "NodePort", "LoadBalancer", "ExternalName"
NONE = "None"


def service_type(service: Object) -> str:
    """`ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`."""
    found: str = spec(service).get("type") or CLUSTER_IP
    return found


def ports(service: Object) -> Sequence[Mapping[str, Any]]:
    """Its ports, in order."""
    found: Sequence[Mapping[str, Any]] = spec(service).get("ports") or ()
    return found


def port(service: Object, name: str) -> Mapping[str, Any] | None:
    """The port of that name; the one without a name is called by nothing."""
    return next((port for port in ports(service) if (port.get("name") or "") == name), None)


def selector(service: Object) -> Mapping[str, str]:
    """The labels that its pods carry; nothing where somebody else says who is behind it."""
    found: Mapping[str, str] = spec(service).get("selector") or {}
    return found


def cluster_ip(service: Object) -> str:
    """Its first address inside the cluster: `None` if it is headless, nothing before it has one."""
    found: str = spec(service).get("clusterIP") or ""
    return found


def cluster_ips(service: Object) -> Sequence[str]:
    """All that stands in `clusterIPs`, one a family: `None` alone if it is headless."""
    found: Sequence[str] = spec(service).get("clusterIPs") or ([cluster_ip(service)] if cluster_ip(service) else [])
    return found


def addresses(service: Object) -> Sequence[str]:
    """Its addresses inside the cluster; none of a headless one."""
    return [] if is_headless(service) else [address for address in cluster_ips(service) if address]


def families(service: Object) -> Sequence[str]:
    """`IPv4`, `IPv6` or both, the first one first."""
    found: Sequence[str] = spec(service).get("ipFamilies") or ()
    return found


def external_name(service: Object) -> str:
    """The name elsewhere that it stands for."""
    found: str = spec(service).get("externalName") or ""
    return found


def external_ips(service: Object) -> Sequence[str]:
    """Addresses that its administrator routes to the nodes."""
    found: Sequence[str] = spec(service).get("externalIPs") or ()
    return found


def source_ranges(service: Object) -> Sequence[str]:
    """From where its load balancer may be used; nothing is from everywhere."""
    found: Sequence[str] = spec(service).get("loadBalancerSourceRanges") or ()
    return found


def load_balancer_ingress(service: Object) -> Sequence[Mapping[str, Any]]:
    """Where its load balancer is reached: entries of `ip` or `hostname`."""
    found: Sequence[Mapping[str, Any]] = (status(service).get("loadBalancer") or {}).get("ingress") or ()
    return found


def node_ports(service: Object) -> Sequence[int]:
    """The ports that it holds on every node."""
    return [port["nodePort"] for port in ports(service) if port.get("nodePort")]


def health_check_node_port(service: Object) -> int:
    """The port at which nodes tell a load balancer whether they have endpoints; 0 if none."""
    found: int = spec(service).get("healthCheckNodePort") or 0
    return found


def affinity_seconds(service: Object) -> int:
    """How long a client sticks to its endpoint; 0 if it does not."""
    if spec(service).get("sessionAffinity") != "ClientIP":
        return 0
    found: int = ((spec(service).get("sessionAffinityConfig") or {}).get("clientIP") or {}).get("timeoutSeconds") or 10800
    return found


def internal_policy(service: Object) -> str:
    """Who may answer at its addresses inside the cluster: `Cluster`, or `Local` for pods of the client's node alone."""
    return str(spec(service).get("internalTrafficPolicy") or "Cluster")


def external_policy(service: Object) -> str:
    """Who may answer at its addresses outside: `Cluster`, or `Local` for pods of the node that is reached alone."""
    return str(spec(service).get("externalTrafficPolicy") or "Cluster")


def load_balancer_ips(service: Object) -> Sequence[str]:
    """The addresses of its load balancer that lead straight to the nodes (an entry of mode `Proxy` does not)."""
    return [entry["ip"] for entry in load_balancer_ingress(service) if entry.get("ip") and entry.get("ipMode", "VIP") == "VIP"]


def front_addresses(service: Object) -> Sequence[str]:
    """Every address that is its own."""
    return [*addresses(service), *external_ips(service), *load_balancer_ips(service)]


def is_headless(service: Object) -> bool:
    """Whether it was made without an address, so that its name leads to the pods."""
    return list(cluster_ips(service)) == [NONE]


def is_external_name(service: Object) -> bool:
    return service_type(service) == EXTERNAL_NAME


def publishes_not_ready(service: Object) -> bool:
    """Whether pods that are not ready are behind it too."""
    return bool(spec(service).get("publishNotReadyAddresses"))


def needs_node_ports(service: Object) -> bool:
    return service_type(service) in (NODE_PORT, LOAD_BALANCER)


def is_externally_accessible(service: Object) -> bool:
    """Whether it is meant to be reached from outside the cluster."""
    return needs_node_ports(service) or service_type(service) == CLUSTER_IP and bool(external_ips(service))


def needs_health_check(service: Object) -> bool:
    """Whether a load balancer must know which nodes have endpoints."""
    return service_type(service) == LOAD_BALANCER and spec(service).get("externalTrafficPolicy") == "Local"


def with_spec(service: Object, **fields: Any) -> Object:
    """A copy with some fields of its spec set; those that are None are absent."""
    merged = {**spec(service), **fields}
    return {**service, "spec": {name: value for name, value in merged.items() if value is not None}}
