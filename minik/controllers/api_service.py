"""APIServices: those of custom groups come and go with their definitions; of all it is told whether they
are available.

Upstream rule: `controlplane/controller/crdregistration`, kube-aggregator `autoregister`, `status/local`,
`status/remote`. Nothing of this in a cluster that no API server has registered in: minik's command lines
know what is served without. No container runs, so a server behind a Service refuses every connection.
"""

from collections.abc import Iterable, Iterator

from minik.bootstrap import api_services
from minik.intake.system_metadata import timestamp
from minik.kinds import api_service as api_service_kind
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read

CORE = "v1."  # which every API server registers
CUSTOM = (1000, 100)  # the priorities of custom groups
WHILE_DEFINED = "true"
SERVICE_NAME = "kubernetes.io/service-name"


class Verdict(NamedTuple):
    """Whether an APIService is available, and why."""

    status: str
    reason: str
    message: str


LOCAL = Verdict(**api_service_kind.LOCAL)


def reconcile(cluster: Cluster) -> Iterable[Change]:
    if cluster.get("APIService", "", CORE) is None:
        return
    yield from registrations(cluster)
    for api_service in cluster.of("APIService"):
        conditions = read(api_service, "status.conditions", [])
        old = next((one for one in conditions if one.get("type") == "Available"), None)
        verdict = verdict_on(cluster, api_service)
        if old is None or Verdict(*map(old.get, Verdict._fields)) != verdict:
            others = [one for one in conditions if one is not old]
            new = condition(cluster, verdict, old)
            yield Put(objects.write(api_service, "status.conditions", [*others, new]))


def concerns(cluster: Cluster) -> bool:
    """Return whether an APIService or a definition has changed, or a server stands behind a Service."""
    if cluster.table("APIService").index_by(remote):
        return True
    return any(key.kind in ("APIService", "CustomResourceDefinition") for key in cluster.changes)


def remote(api_service: Object) -> Iterable[bool]:
    """Return True, as index key, of an APIService whose server stands behind a Service."""
    return (True,) if read(api_service, "spec.service") is not None else ()


def registrations(cluster: Cluster) -> Iterator[Change]:
    """Yield the APIServices of custom groups that are missing, and the end of those that have none."""
    served = {
        f"{version['name']}.{definition['spec']['group']}": (
            definition["spec"]["group"],
            version["name"],
        )
        for definition in cluster.of("CustomResourceDefinition")
        for version in definition["spec"]["versions"]
        if version.get("served")
    }
    for name, (group, version) in served.items():
        if cluster.get("APIService", "", name) is None:
            yield Put(api_services.api_service(group, version, CUSTOM, WHILE_DEFINED))
    for api_service in cluster.of("APIService"):
        managed = objects.labels(api_service).get(api_services.MANAGED)
        if managed == WHILE_DEFINED and objects.name(api_service) not in served:
            yield Delete(objects.key(api_service))


def condition(cluster: Cluster, verdict: Verdict, old: Object | None) -> Object:
    """Return the condition that tells a verdict; its time is that of the last change of its status."""
    is_same = old is not None and old.get("status") == verdict.status
    since = old.get("lastTransitionTime") if old is not None and is_same else None
    time = since or timestamp(cluster.now)
    return {"type": "Available", **verdict._asdict(), "lastTransitionTime": time}


def verdict_on(cluster: Cluster, api_service: Object) -> Verdict:
    """Return whether the server behind an APIService is reached."""
    server = read(api_service, "spec.service")
    if server is None:
        return LOCAL
    namespace, name, port = server["namespace"], server["name"], server.get("port", 443)
    service = cluster.get("Service", namespace, name)
    if service is None:
        why = f'service/{name} in "{namespace}" is not present'
        return Verdict("False", "ServiceNotFound", why)
    if objects.spec(service).get("type", "ClusterIP") == "ClusterIP":
        refusal = _unreachable(cluster, service, port)
        if refusal is not None:
            return refusal
    place = f"{objects.spec(service).get('clusterIP') or name}:{port}"
    url = f"https://{place}/apis/{read(api_service, 'spec.group')}/{read(api_service, 'spec.version')}"
    why = f'Get "{url}": dial tcp {place}: connect: connection refused'
    return Verdict(
        "False", "FailedDiscoveryCheck", f"failing or missing response from {url}: {why}"
    )


def _unreachable(cluster: Cluster, service: Object, port: int) -> Verdict | None:
    """Return why no address stands behind a port of a Service; None if one does."""
    namespace, name = objects.namespace(service), objects.name(service)
    where = f'service/{name} in "{namespace}"'
    own = next((one for one in services.ports(service) if one.get("port") == port), None)
    if own is None:
        return Verdict("False", "ServicePortError", f"{where} is not listening on port {port}")
    slices = cluster.select("EndpointSlice", namespace, {SERVICE_NAME: name})
    if not slices:
        why = f"cannot find endpointslices for {where}"
        return Verdict("False", "EndpointsNotFound", why)
    port_name = own.get("name") or ""
    if any(has_address(slice_, port_name) for slice_ in slices):
        return None
    why = f'endpointslices for {where} have no addresses with port name "{port_name}"'
    return Verdict("False", "MissingEndpoints", why)


def has_address(slice_: Object, port_name: str) -> bool:
    """Return whether an EndpointSlice has an endpoint that is ready, and a port of this name."""
    is_ready = any(
        read(endpoint, "conditions.ready", True) for endpoint in slice_.get("endpoints") or ()
    )
    return is_ready and any(
        (port.get("name") or "") == port_name and port.get("port") is not None
        for port in slice_.get("ports") or ()
    )


CONTROLLER = Controller(
    "kube-apiserver",
    ("APIService", "CustomResourceDefinition", "Service", "EndpointSlice"),
    Phase.OBSERVERS,
    reconcile,
    only_for="APIService",
    concerns=concerns,
)
