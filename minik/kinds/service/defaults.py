"""What the server fills in in every Service, whatever the cluster. Upstream rule: core/v1 `SetDefaults_Service`."""
from typing import Any

from minik.kinds.service.fields import CLUSTER_IP, LOAD_BALANCER, is_externally_accessible, ports, with_spec
from minik.model.object import Object, spec

AFFINITY_SECONDS = 10800
INTERNAL = (CLUSTER_IP, "NodePort", LOAD_BALANCER)


def default(service: Object) -> Object:
    """A service with every field that does not depend on the cluster."""
    given = spec(service)
    kind, affinity = given.get("type") or CLUSTER_IP, given.get("sessionAffinity") or "None"
    fields: dict[str, Any] = {"type": kind, "sessionAffinity": affinity}
    if affinity == "None":
        fields["sessionAffinityConfig"] = None
    elif affinity == "ClientIP" and seconds(given) is None:
        fields["sessionAffinityConfig"] = {"clientIP": {"timeoutSeconds": AFFINITY_SECONDS}}
    if ports(service):
        fields["ports"] = [default_port(dict(port)) for port in ports(service)]
    if is_externally_accessible(service) and not given.get("externalTrafficPolicy"):
        fields["externalTrafficPolicy"] = "Cluster"
    if kind in INTERNAL and given.get("internalTrafficPolicy") is None:
        fields["internalTrafficPolicy"] = "Cluster"
    if kind == LOAD_BALANCER and given.get("allocateLoadBalancerNodePorts") is None:
        fields["allocateLoadBalancerNodePorts"] = True
    return with_spec(service, **fields)


def default_port(port: dict[str, Any]) -> dict[str, Any]:
    """A port with its protocol, and the pod's port, which is the same where nothing else is said."""
    filled = {**port, "protocol": port.get("protocol") or "TCP"}
    return {**filled, "targetPort": filled.get("port", 0)} if filled.get("targetPort") in (None, 0, "") else filled


def seconds(given: Any) -> int | None:
    """How long the user wants a client to stick, if it was said."""
    found: int | None = ((given.get("sessionAffinityConfig") or {}).get("clientIP") or {}).get("timeoutSeconds")
    return found
