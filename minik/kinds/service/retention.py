"""What an update keeps of a Service's allocations, and what a change of type drops.

Upstream rules: `patchAllocatedValues` and `normalizeClusterIPs` in core's service
`storage/storage.go`, `dropTypeDependentFields` in its `strategy.go`. Allocations that the new
object leaves out are kept, so that a file can be applied twice. Fields that the new type cannot
have are dropped, so that a type can be changed in one line; if the update changes them too, it is
rejected.
"""

from collections.abc import Sequence

from minik.kinds.service import fields
from minik.light_typing import Any
from minik.model.object import Object, spec


def keep_allocated(service: Object, old: Object) -> Object:
    """Return the new service with the old addresses and ports where it does not set its own."""
    kept_fields: dict[str, Any] = {}
    if not fields.is_external_name(old) and not fields.is_external_name(service):
        kept_fields["clusterIP"] = fields.cluster_ip(service) or fields.cluster_ip(old) or None
        kept_fields["clusterIPs"] = spec(service).get("clusterIPs") or spec(old).get("clusterIPs")
    if fields.needs_node_ports(old) and fields.needs_node_ports(service):
        kept_fields["ports"] = keep_node_ports(service, old)
    if fields.needs_health_check(old) and fields.needs_health_check(service):
        kept_fields["healthCheckNodePort"] = spec(service).get("healthCheckNodePort") or spec(
            old
        ).get("healthCheckNodePort")
    return fields.with_spec(service, **kept_fields)


def keep_node_ports(service: Object, old: Object) -> Sequence[Any] | None:
    """Return the ports with the node port of the old port of that name, unless another port
    requests that number.
    """
    reused = {*fields.node_ports(old)} & {*fields.node_ports(service)}
    before = {port.get("name") or "": port.get("nodePort") for port in fields.ports(old)}
    result = []
    for port in fields.ports(service):
        node_port = before.get(port.get("name") or "")
        result.append(
            {**port, "nodePort": node_port}
            if node_port and not port.get("nodePort") and node_port not in reused
            else port
        )
    return result or None


def normalize_cluster_ips(service: Object, old: Object | None) -> Object:
    """Derive clusterIPs from clusterIP where only the latter was changed."""
    cluster_ip, cluster_ips = fields.cluster_ip(service), spec(service).get("clusterIPs") or []
    if old is None:
        return (
            fields.with_spec(service, clusterIPs=[cluster_ip])
            if cluster_ip and not cluster_ips
            else service
        )
    old_ip, old_ips = fields.cluster_ip(old), spec(old).get("clusterIPs") or []
    if cluster_ip == old_ip:
        return fields.with_spec(service, clusterIPs=cluster_ips or old_ips or None)
    if cluster_ips != old_ips:
        return service
    return fields.with_spec(service, clusterIPs=[cluster_ip] if cluster_ip or not old_ip else None)


def drop_dependent_fields(service: Object, old: Object) -> Object:
    """Return the service without unchanged fields that its new type cannot have."""
    after, before, dropped = spec(service), spec(old), set[str]()

    def unchanged(*names: str) -> bool:
        return all((after.get(name) or None) == (before.get(name) or None) for name in names)

    if fields.is_external_name(service) and not fields.is_external_name(old):
        dropped |= {"clusterIP", "clusterIPs"} if unchanged("clusterIP", "clusterIPs") else set()
        dropped |= {name for name in ("ipFamilies", "ipFamilyPolicy") if unchanged(name)}
    if fields.needs_health_check(old) and not fields.needs_health_check(service):
        dropped |= {"healthCheckNodePort"} if unchanged("healthCheckNodePort") else set()
    if fields.service_type(old) == fields.LOAD_BALANCER != fields.service_type(service):
        dropped |= {
            name
            for name in ("allocateLoadBalancerNodePorts", "loadBalancerClass")
            if after.get(name) == before.get(name)
        }
    if (
        fields.is_externally_accessible(old)
        and not fields.is_externally_accessible(service)
        and unchanged("externalTrafficPolicy")
    ):
        dropped.add("externalTrafficPolicy")
    return fields.with_spec(service, **dict.fromkeys(dropped), **drop_node_ports(service, old))


def drop_node_ports(service: Object, old: Object) -> dict[str, Any]:
    """Return {"ports": ports without node ports} if the new type has none and no new ones are
    requested; else {}.
    """
    lost = fields.needs_node_ports(old) and not fields.needs_node_ports(service)
    if (
        lost
        and fields.ports(service)
        and {*fields.node_ports(service)} <= {*fields.node_ports(old)}
    ):
        return {
            "ports": [
                {name: value for name, value in port.items() if name != "nodePort"}
                for port in fields.ports(service)
            ]
        }
    return {}
