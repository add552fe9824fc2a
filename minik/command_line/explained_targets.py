"""What `why` explains: the target that words name, as a Service, a pod, a name, an address or any other
object.
"""

from collections.abc import Callable

from minik import kinds
from minik.command_line import target_arguments
from minik.diagnosis import (
    address_owners,
    narrowing,
    object_explanation,
    pod_explanation,
    pod_names,
    reasons_on_demand,
    route_kinds,
    service_explanation,
)
from minik.diagnosis.explanation import Explanation
from minik.discovery import names
from minik.errors import ClientError, NotFound
from minik.kinds.service import fields as services
from minik.model.cluster import Cluster
from minik.model.object import Object

EXPLAINERS: dict[str, Callable[[Cluster, Object], Explanation]] = {
    "Service": service_explanation.explain,
    "Pod": pod_explanation.explain,
}


def explain_target(cluster: Cluster, target: str, namespace: str) -> Explanation:
    """Explain why the target does not work: a Service, pod, name or address.

    Raises NotFound if it does not exist.
    """
    kind, slash, rest = target.partition("/")
    known = target_arguments.kind_named(kind, cluster) if slash else None
    if known and known != kinds.find_kind("services"):
        return explain_object(cluster, find_object(cluster, kind, rest, namespace))
    if slash and not known or is_pod_address(target, cluster):
        return explain_object(cluster, target_arguments.named_object(target, cluster, namespace))
    name = names.parse(rest if slash else target, namespace, cluster.settings.cluster_domain)
    if name.address:
        owner = address_owners.address_owner(cluster, name.address)
        if owner is None:
            raise address_owners.no_owner(cluster, name.address)
        return explain_object(cluster, owner)
    service = None if name.host else cluster.get("Service", name.namespace, name.service)
    of_pod = pod_names.explain(cluster, name) if service is None else None
    if of_pod:
        return of_pod
    if name.host:
        raise NotFound(
            f'no pod "{name.host}" is below Service "{name.service}" in namespace "{name.namespace}"'
        )
    if service is None:
        pod = None if slash else cluster.get("Pod", name.namespace, name.service)
        if pod is not None:
            return pod_explanation.explain(cluster, pod)
        raise NotFound(
            f'services "{name.service}" not found',
            hint=reasons_on_demand.near_services(cluster, name),
        )
    ports = services.ports(service)
    if name.port and not any(name.port in (str(port["port"]), port.get("name")) for port in ports):
        raise ClientError(
            f'service "{name.service}" has no port "{name.port}"',
            hint=reasons_on_demand.near_ports(service, name.port),
        )
    return service_explanation.explain(narrowing.narrow(cluster, service), service, name.port)


def is_pod_address(target: str, cluster: Cluster) -> bool:
    """Return whether a name is that of a pod by its address: `10-244-1-2.default.pod`."""
    host = target.partition(":")[0].removesuffix(".")
    return host.removesuffix(f".{cluster.settings.cluster_domain}").endswith(".pod")


def find_object(cluster: Cluster, word: str, name: str, namespace: str) -> Object:
    """Return an object by kind and name. Raises NotFound if it does not exist."""
    kind = target_arguments.kind_named(word, cluster)
    obj = cluster.get(kind.key, namespace if kind.namespaced else "", name) if kind else None
    if kind is None or obj is None:
        raise NotFound(f'{kind.resource if kind else word} "{name}" not found')
    return obj


def explain_object(cluster: Cluster, obj: Object) -> Explanation:
    """Explain why an object does not do its work."""
    if route_kinds.is_way(obj):
        from minik.diagnosis import way_explanation  # noqa: PLC0415 few ask about Ingresses and Gateways

        return way_explanation.explain(cluster, obj)
    explain = EXPLAINERS.get(obj["kind"], object_explanation.explain)
    return explain(narrowing.narrow(cluster, obj), obj)
