"""The fields of a Service, and the questions asked about it most often. Upstream rule:
`pkg/api/service/util.go`.
"""

from collections.abc import Mapping, Sequence

from minik.light_typing import Any
from minik.model.object import Object, read_int, read_map, read_str, spec, status

CLUSTER_IP, NODE_PORT, LOAD_BALANCER, EXTERNAL_NAME = (
    "ClusterIP",
    "NodePort",
    "LoadBalancer",
    "ExternalName",
)
NONE = "None"


def service_type(service: Object) -> str:
    """Return `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`."""
    return read_str(spec(service), "type", CLUSTER_IP)


def ports(service: Object) -> Sequence[Mapping[str, Any]]:
    """Return spec.ports, without those that are null; one without a protocol is of TCP."""
    entries: Sequence[Mapping[str, Any]] = spec(service).get("ports") or ()
    for entry in entries:
        if not entry or "protocol" not in entry or not entry["protocol"]:
            given = filter(None, entries)
            return [{**one, "protocol": one.get("protocol") or "TCP"} for one in given]
    return entries


def port(service: Object, name: str) -> Mapping[str, Any] | None:
    """Return the port of that name ("" for an unnamed one); None if there is none."""
    return next((port for port in ports(service) if (port.get("name") or "") == name), None)


def selector(service: Object) -> Mapping[str, str]:
    """Return the labels that select its pods; empty if its endpoints are managed by others."""
    return read_map(spec(service), "selector")


def cluster_ip(service: Object) -> str:
    """Return the first cluster IP: `None` if headless, "" before one is allocated."""
    return read_str(spec(service), "clusterIP")


def cluster_ips(service: Object) -> Sequence[str]:
    """Return clusterIPs, one per family; just `None` if headless."""
    values: Sequence[str] = spec(service).get("clusterIPs") or (
        [cluster_ip(service)] if cluster_ip(service) else []
    )
    return values


def addresses(service: Object) -> Sequence[str]:
    """Return the cluster IPs; empty if headless."""
    return [] if is_headless(service) else [address for address in cluster_ips(service) if address]


def families(service: Object) -> Sequence[str]:
    """Return the IP families, `IPv4`, `IPv6` or both, the primary one first."""
    values: Sequence[str] = spec(service).get("ipFamilies") or ()
    return values


def external_name(service: Object) -> str:
    """Return the DNS name that an ExternalName stands for; "" if unset."""
    return read_str(spec(service), "externalName")


def external_ips(service: Object) -> Sequence[str]:
    """Return spec.externalIPs, which the administrator routes to the nodes."""
    values: Sequence[str] = spec(service).get("externalIPs") or ()
    return values


def source_ranges(service: Object) -> Sequence[str]:
    """Return the CIDRs that may use the load balancer; empty means all."""
    values: Sequence[str] = spec(service).get("loadBalancerSourceRanges") or ()
    return values


def load_balancer_ingress(service: Object) -> Sequence[Mapping[str, Any]]:
    """Return the load balancer's addresses: entries with `ip` or `hostname`."""
    entries: Sequence[Mapping[str, Any]] = (status(service).get("loadBalancer") or {}).get(
        "ingress"
    ) or ()
    return entries


def node_ports(service: Object) -> Sequence[int]:
    """Return the allocated node ports."""
    return [port["nodePort"] for port in ports(service) if port.get("nodePort")]


def health_check_node_port(service: Object) -> int:
    """Return the node port for the load balancer's health checks; 0 if there is none."""
    return read_int(spec(service), "healthCheckNodePort")


def affinity_seconds(service: Object) -> int:
    """Return the ClientIP session affinity timeout in seconds; 0 without session affinity."""
    if spec(service).get("sessionAffinity") != "ClientIP":
        return 0
    seconds: int = ((spec(service).get("sessionAffinityConfig") or {}).get("clientIP") or {}).get(
        "timeoutSeconds"
    ) or 10800
    return seconds


def internal_policy(service: Object) -> str:
    """Return internalTrafficPolicy: `Cluster`, or `Local` for endpoints on the client's node only."""
    return str(spec(service).get("internalTrafficPolicy") or "Cluster")


def external_policy(service: Object) -> str:
    """Return externalTrafficPolicy: `Cluster`, or `Local` for endpoints on the receiving node only."""
    return str(spec(service).get("externalTrafficPolicy") or "Cluster")


def load_balancer_ips(service: Object) -> Sequence[str]:
    """Return the load balancer IPs that nodes handle themselves (ipMode VIP, not Proxy)."""
    return [
        entry["ip"]
        for entry in load_balancer_ingress(service)
        if entry.get("ip") and entry.get("ipMode", "VIP") == "VIP"
    ]


def proxied_ips(service: Object) -> Sequence[str]:
    """Return the load balancer IPs that the load balancer itself answers at (ipMode Proxy): no rule of
    a node is about them.
    """
    return [
        entry["ip"]
        for entry in load_balancer_ingress(service)
        if entry.get("ip") and entry.get("ipMode") == "Proxy"
    ]


def load_balancer_hostnames(service: Object) -> Sequence[str]:
    """Return the names of load balancers that have no address, as in AWS: what a client connects to is
    the load balancer's own, and it hands on to the nodes or to the pods.
    """
    return [
        str(entry["hostname"])
        for entry in load_balancer_ingress(service)
        if entry.get("hostname") and not entry.get("ip")
    ]


def entry_addresses(service: Object) -> Sequence[str]:
    """Return every address of the service: cluster, external and load balancer IPs."""
    outer = (*external_ips(service), *load_balancer_ips(service), *proxied_ips(service))
    return [*addresses(service), *outer]


def is_headless(service: Object) -> bool:
    """Return whether it has no cluster IP, so that its DNS name resolves to the pods."""
    return list(cluster_ips(service)) == [NONE]


def is_external_name(service: Object) -> bool:
    return service_type(service) == EXTERNAL_NAME


def publishes_not_ready(service: Object) -> bool:
    """Return whether DNS and proxies also use its not-ready pods."""
    return bool(spec(service).get("publishNotReadyAddresses"))


def needs_node_ports(service: Object) -> bool:
    return service_type(service) in (NODE_PORT, LOAD_BALANCER)


def is_externally_accessible(service: Object) -> bool:
    """Return whether it can be reached from outside the cluster."""
    return (
        needs_node_ports(service)
        or service_type(service) == CLUSTER_IP
        and bool(external_ips(service))
    )


def needs_health_check(service: Object) -> bool:
    """Return whether it needs a health check node port (LoadBalancer, externalTrafficPolicy Local)."""
    return (
        service_type(service) == LOAD_BALANCER
        and spec(service).get("externalTrafficPolicy") == "Local"
    )


def with_spec(service: Object, **fields: Any) -> Object:
    """Return a copy with some fields of its spec set; None removes a field."""
    merged = {**spec(service), **fields}
    return {**service, "spec": {name: value for name, value in merged.items() if value is not None}}
