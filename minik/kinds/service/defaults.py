"""Defaults of a Service that do not depend on the cluster. Upstream rule: core/v1
`SetDefaults_Service`.
"""

from minik.kinds.service.fields import (
    CLUSTER_IP,
    LOAD_BALANCER,
    is_externally_accessible,
    load_balancer_ingress,
    ports,
    with_spec,
)
from minik.light_typing import Any
from minik.model.object import Object, spec, write

AFFINITY_SECONDS = 10800
INTERNAL_TYPES = (CLUSTER_IP, "NodePort", LOAD_BALANCER)


def default(service: Object) -> Object:
    """Fill in every field that does not depend on the cluster."""
    service_spec = spec(service)
    kind, affinity = (
        service_spec.get("type") or CLUSTER_IP,
        service_spec.get("sessionAffinity") or "None",
    )
    fields: dict[str, Any] = {"type": kind, "sessionAffinity": affinity}
    if affinity == "None":
        fields["sessionAffinityConfig"] = None
    elif affinity == "ClientIP" and timeout_seconds(service_spec) is None:
        fields["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": AFFINITY_SECONDS}}
    if ports(service):
        fields["ports"] = [default_port(dict(port)) for port in ports(service)]
    if is_externally_accessible(service) and not service_spec.get("externalTrafficPolicy"):
        fields["externalTrafficPolicy"] = "Cluster"
    if kind in INTERNAL_TYPES and service_spec.get("internalTrafficPolicy") is None:
        fields["internalTrafficPolicy"] = "Cluster"
    if kind == LOAD_BALANCER and service_spec.get("allocateLoadBalancerNodePorts") is None:
        fields["allocateLoadBalancerNodePorts"] = True
    service = with_spec(service, **fields)
    return with_ip_modes(service) if kind == LOAD_BALANCER else service


def with_ip_modes(service: Object) -> Object:
    """Return a Service whose load balancer's addresses say how they are handed on."""
    entries = load_balancer_ingress(service)
    if all(entry.get("ipMode") or not entry.get("ip") for entry in entries):
        return service
    filled = [{"ipMode": "VIP", **entry} if entry.get("ip") else entry for entry in entries]
    return write(service, "status.loadBalancer.ingress", filled)


def default_port(port: dict[str, Any]) -> dict[str, Any]:
    """Fill in a port's protocol and its targetPort, which defaults to the port."""
    filled = {**port, "protocol": port.get("protocol") or "TCP"}
    return (
        {**filled, "targetPort": filled.get("port", 0)}
        if filled.get("targetPort") in (None, 0, "")
        else filled
    )


def timeout_seconds(service_spec: Any) -> int | None:
    """Return the session affinity timeout in seconds; None if unset."""
    value: int | None = (
        (service_spec.get("sessionAffinityConfig") or {}).get("clientIP") or {}
    ).get("timeoutSeconds")
    return value
