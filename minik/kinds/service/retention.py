"""What an update keeps of what was given to a Service before, and what a change of its type wipes.

Upstream rules: `patchAllocatedValues` and `normalizeClusterIPs` in core's service `storage/storage.go`, `dropTypeDependentFields` in
its `strategy.go`. So that the same file can be applied twice, what it leaves out is not taken away; so that a type can be changed with
one line, what the new type cannot have is wiped, unless the user changed it as well, which is then refused.
"""
from collections.abc import Sequence
from typing import Any

from minik.kinds.service import fields
from minik.model.object import Object, spec


def retained(service: Object, old: Object) -> Object:
    """With the addresses and ports that it had, where the new object does not say otherwise."""
    kept: dict[str, Any] = {}
    if not fields.is_external_name(old) and not fields.is_external_name(service):
        kept["clusterIP"] = fields.cluster_ip(service) or fields.cluster_ip(old) or None
        kept["clusterIPs"] = spec(service).get("clusterIPs") or spec(old).get("clusterIPs")
    if fields.needs_node_ports(old) and fields.needs_node_ports(service):
        kept["ports"] = retained_ports(service, old)
    if fields.needs_health_check(old) and fields.needs_health_check(service):
        kept["healthCheckNodePort"] = spec(service).get("healthCheckNodePort") or spec(old).get("healthCheckNodePort")
    return fields.with_spec(service, **kept)


def retained_ports(service: Object, old: Object) -> Sequence[Any] | None:
    """Ports with the node port that the old port of the same name had, unless another port now asks for that number."""
    asked = {*fields.node_ports(old)} & {*fields.node_ports(service)}
    before = {port.get("name") or "": port.get("nodePort") for port in fields.ports(old)}
    found = []
    for port in fields.ports(service):
        kept = before.get(port.get("name") or "")
        found.append({**port, "nodePort": kept} if kept and not port.get("nodePort") and kept not in asked else port)
    return found or None


def normalised(service: Object, old: Object | None) -> Object:
    """With clusterIPs that follow clusterIP, where only that was said."""
    single, many = fields.cluster_ip(service), spec(service).get("clusterIPs") or []
    if old is None:
        return fields.with_spec(service, clusterIPs=[single]) if single and not many else service
    before, before_many = fields.cluster_ip(old), spec(old).get("clusterIPs") or []
    if single == before:
        return fields.with_spec(service, clusterIPs=many or before_many or None)
    if many != before_many:
        return service
    return fields.with_spec(service, clusterIPs=[single] if single or not before else None)


def wiped(service: Object, old: Object) -> Object:
    """Without what the old type had and the new one cannot have."""
    after, before, gone = spec(service), spec(old), set[str]()

    def unchanged(*names: str) -> bool:
        return all((after.get(name) or None) == (before.get(name) or None) for name in names)

    if fields.is_external_name(service) and not fields.is_external_name(old):
        gone |= {"clusterIP", "clusterIPs"} if unchanged("clusterIP", "clusterIPs") else set()
        gone |= {name for name in ("ipFamilies", "ipFamilyPolicy") if unchanged(name)}
    if fields.needs_health_check(old) and not fields.needs_health_check(service):
        gone |= {"healthCheckNodePort"} if unchanged("healthCheckNodePort") else set()
    if fields.service_type(old) == fields.LOAD_BALANCER != fields.service_type(service):
        gone |= {name for name in ("allocateLoadBalancerNodePorts", "loadBalancerClass") if after.get(name) == before.get(name)}
    if fields.is_externally_accessible(old) and not fields.is_externally_accessible(service) and unchanged("externalTrafficPolicy"):
        gone.add("externalTrafficPolicy")
    return fields.with_spec(service, **dict.fromkeys(gone), **wiped_ports(service, old))


def wiped_ports(service: Object, old: Object) -> dict[str, Any]:
    """Ports without node fields.ports, where the new type has none and no new one was asked for."""
    lost = fields.needs_node_ports(old) and not fields.needs_node_ports(service)
    if lost and fields.ports(service) and {*fields.node_ports(service)} <= {*fields.node_ports(old)}:
        return {"ports": [{name: value for name, value in port.items() if name != "nodePort"} for port in fields.ports(service)]}
    return {}
