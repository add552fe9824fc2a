"""What the backendRefs of routes and Ingresses lead to: a port of a Service, with its weight, or why not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from minik.kinds.service import fields as services
from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.ways import grants
from minik.ways.vocabulary import Reference, reference

SERVICE_NAME = "kubernetes.io/service-name"
# a flaw of a backend → the reason in the status of its route
REASONS = {
    "kind": "InvalidKind",
    "permission": "RefNotPermitted",
    "missing": "BackendNotFound",
    "port": "BackendNotFound",
}


class Endpoint(NamedTuple):
    """A ready endpoint behind a Service port: address, port, pod and node; "" for none. `closed` names the
    policies that keep the gateway from it.
    """

    address: str
    port: int
    pod: str = ""
    node: str = ""
    closed: tuple[str, ...] = ()


class Target(NamedTuple):
    """A backend: the Service port, its weight as written, and what is wrong with it, if anything.

    `flaw`: `kind`, `permission`, `missing` or `port` of REASONS, `endpoints` if no pod behind it is ready, `tls` if the
    gateway cannot trust it, `policy` if policies keep the gateway from all pods. `value` is the backendRef itself.
    """

    reference: Reference
    port: int | str | None
    weight: int = 1
    flaw: str = ""
    value: Mapping[str, Any] = {}
    port_name: str = ""
    endpoints: tuple[Endpoint, ...] = ()


def of_reference(
    cluster: Cluster, value: Mapping[str, Any], kind: str, namespace: str, *, granted: bool = False
) -> Target:
    """Return the target of a backendRef in a route of a kind and namespace; `granted`: whatever
    ReferenceGrants there are.
    """
    found = reference(value, namespace, kind="Service")
    weight = value.get("weight")
    target = Target(found, value.get("port"), 1 if weight is None else int(weight), "", value)
    if (found.group, found.kind) != ("", "Service"):
        return target._replace(flaw="kind")
    if not granted and not grants.permits(cluster, kind, namespace, found):
        return target._replace(flaw="permission")
    return of_port(cluster, target)


def of_port(cluster: Cluster, target: Target) -> Target:
    """Return a target with the number of its Service port, and with what it lacks."""
    service = cluster.get("Service", target.reference.namespace, target.reference.name)
    if service is None:
        return target._replace(flaw="missing")
    ports = services.ports(service)
    if services.is_external_name(service) and not ports:
        return target
    port = next((one for one in ports if target.port in (one["port"], one.get("name"))), None)
    if port is None:
        return target._replace(flaw="port")
    name = port.get("name") or ""
    found = target._replace(port=port["port"], port_name=name)
    if services.is_external_name(service):
        return found
    ready = tuple(ready_endpoints(cluster, service, name))
    return found._replace(endpoints=ready, flaw="" if ready else "endpoints")


def ready_endpoints(cluster: Cluster, service: Object, port_name: str) -> Iterator[Endpoint]:
    """Yield the endpoints of a Service that are ready at a port, of its first family; no condition
    means ready.
    """
    namespace, name = objects.namespace(service), objects.name(service)
    slices = cluster.select("EndpointSlice", namespace, {SERVICE_NAME: name})
    family = next((one.get("addressType") for one in slices), None)
    for one in slices:
        ports = [port for port in one.get("ports") or () if (port.get("name") or "") == port_name]
        for endpoint in one.get("endpoints") or () if one.get("addressType") == family else ():
            ready = (endpoint.get("conditions") or {}).get("ready", True) is not False
            for port in ports if ready else ():
                yield Endpoint(
                    next(iter(endpoint.get("addresses") or ()), ""),
                    int(port.get("port") or 0),
                    objects.read_str(endpoint, "targetRef.name"),
                    str(endpoint.get("nodeName") or ""),
                )


def reason(targets: Iterable[Target]) -> str:
    """Return the reason in a route's status for the first backend that is not resolved; "" if all are."""
    return next((REASONS[target.flaw] for target in targets if target.flaw in REASONS), "")


def percentages(targets: Sequence[Target]) -> list[float]:
    """Return each target's share of the requests in percent; nothing is left where all weigh 0."""
    total = sum(target.weight for target in targets)
    return [100 * target.weight / total if total else 0.0 for target in targets]
