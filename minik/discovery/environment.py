"""The Service variables of a pod's containers, and why one is missing. Upstream rule:
`getServiceEnvVarMap`, `envvars.FromServices`.

They are set when a container starts and never change while it runs. If two Services set the same
variable, upstream the winner is random; here it is the last one by name.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import human_duration, parse_time
from minik.model.ip import bracket_ipv6
from minik.model.object import Object

API_SERVER = ("default", "kubernetes")
MAX_NAMES = 3


class Variable(NamedTuple):
    """One environment variable, and the Service that sets it."""

    name: str
    value: str
    service: str


class Note(NamedTuple):
    """Something unexpected: `what` is `not there`, `overridden` or `uncertain`, of which variables,
    and why.
    """

    what: str
    names: str
    why: str


class Environment(NamedTuple):
    """The Service variables of one container."""

    container: str
    variables: tuple[Variable, ...]
    notes: tuple[Note, ...]


def environments(cluster: Cluster, pod: Object) -> Iterator[Environment]:
    """Yield the Service variables of each container of a pod: init containers first, then
    containers, then ephemeral ones.
    """
    for container in (
        *pods.init_containers(pod),
        *pods.containers(pod),
        *pods.ephemeral_containers(pod),
    ):
        yield environment(cluster, pod, container)


def environment(cluster: Cluster, pod: Object, container: Object) -> Environment:
    """Return the Service variables that a container got when it started; if it has not started,
    those it would get now.
    """
    started = _start_time(pod, container["name"]) or cluster.now
    known_services = [
        service for service in _linked_services(cluster, pod) if not _age_gap(service, started)
    ]
    all_variables = [variable for service in known_services for variable in variables(service)]
    own_variables = _own_variables(cluster, pod, container)
    by_name = {variable.name: variable for variable in all_variables}
    effective = tuple(variable for name, variable in by_name.items() if name not in own_variables)
    notes = (
        *_overridden(by_name, own_variables),
        *_collisions(all_variables),
        *_missing(cluster, pod, started),
    )
    return Environment(container["name"], effective, notes)


def _start_time(pod: Object, container: str) -> datetime | None:
    """Return when the container was last started; None if it never was."""
    for field in ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"):
        for status in objects.status(pod).get(field) or ():
            if status.get("name") == container:
                state = status.get("state") or {}
                since = (state.get("running") or state.get("terminated") or {}).get("startedAt")
                return parse_time(since) if since else None
    return None


def _linked_services(cluster: Cluster, pod: Object) -> Sequence[Object]:
    """Return the Services whose variables a pod gets, whatever their age: those of its namespace
    (unless enableServiceLinks is false), and always the API server's.
    """
    namespace = objects.namespace(pod)
    linked = list(cluster.within("Service", namespace)) if pods.has_service_links(pod) else []
    api_server = cluster.get("Service", *API_SERVER)
    if api_server and all(
        objects.name(service) != API_SERVER[1] or not _has_address(service) for service in linked
    ):
        linked.append(api_server)
    return [service for service in linked if _has_address(service)]


def _has_address(service: Object) -> bool:
    return services.cluster_ip(service) not in (
        "",
        services.NONE,
    ) and not services.is_external_name(service)


def _age_gap(service: Object, started: datetime) -> int:
    """Return by how many seconds a Service is younger than the start of a container; 0 if it is
    not.
    """
    born = service["metadata"].get("creationTimestamp")
    return max(0, int((parse_time(born) - started).total_seconds())) if born else 0


def variables(service: Object) -> Iterator[Variable]:
    """Yield the variables of one Service: its host and ports, and the older Docker link variables."""
    host, prefix, ports = services.cluster_ip(service), prefix_of(service), services.ports(service)
    if not ports:
        return
    named = {
        f"_SERVICE_PORT_{variable_spelling(port['name'])}": str(port["port"])
        for port in ports
        if port.get("name")
    }
    links = {name: value for port in ports for name, value in _link(host, port).items()}
    values = {
        "_SERVICE_HOST": host,
        "_SERVICE_PORT": str(ports[0]["port"]),
        **named,
        "_PORT": _url(host, ports[0]),
        **links,
    }
    for name, value in values.items():
        yield Variable(prefix + name, value, objects.name(service))


def _link(host: str, port: Mapping[str, object]) -> dict[str, str]:
    protocol = str(port["protocol"])
    name = f"_PORT_{port['port']}_{protocol.upper()}"
    return {
        name: _url(host, port),
        f"{name}_PROTO": protocol.lower(),
        f"{name}_PORT": str(port["port"]),
        f"{name}_ADDR": host,
    }


def _url(host: str, port: Mapping[str, object]) -> str:
    return f"{str(port['protocol']).lower()}://{bracket_ipv6(host)}:{port['port']}"


def prefix_of(service: Object) -> str:
    """Return the prefix of a Service's variables."""
    return variable_spelling(objects.name(service))


def variable_spelling(name: str) -> str:
    """Return a name as variables spell it: `MY_SVC` for `my-svc`."""
    return name.replace("-", "_").upper()


def _own_variables(cluster: Cluster, pod: Object, container: Object) -> dict[str, str]:
    """Return the variables that a container's own `env` and `envFrom` set, each with its origin."""
    origins: dict[str, str] = {}
    for source in container.get("envFrom") or ():
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            name = (source.get(field) or {}).get("name")
            holder = cluster.get(kind, objects.namespace(pod), name) if name else None
            for key in (holder or {}).get("data") or ():
                origins[f"{source.get('prefix') or ''}{key}"] = f"envFrom {kind} {name}"
    for variable in container.get("env") or ():
        value = f"{variable['name']}={variable.get('value') or ''}"
        origins[variable["name"]] = (
            "env from elsewhere" if variable.get("valueFrom") else f"env {value}"
        )
    return origins


def _overridden(by_name: Mapping[str, Variable], own: Mapping[str, str]) -> Iterator[Note]:
    for name, variable in by_name.items():
        if name in own:
            yield Note(
                "overridden",
                name,
                f"the container's own {own[name]} wins over that of Service {variable.service}",
            )


def _collisions(all_variables: Sequence[Variable]) -> Iterator[Note]:
    services_by_name: dict[str, list[str]] = {}
    for variable in all_variables:
        services_by_name.setdefault(variable.name, []).append(variable.service)
    for name, service_names in services_by_name.items():
        if len(service_names) > 1:
            yield Note(
                "uncertain",
                name,
                f"Services {' and '.join(service_names)} both set it, and chance decides; use DNS",
            )


def _missing(cluster: Cluster, pod: Object, started: datetime) -> Iterator[Note]:
    """Yield a note for every Service that sets no variable, with the reason."""
    namespace = objects.namespace(pod)
    linked = {objects.key(service) for service in _linked_services(cluster, pod)}
    for service in cluster.within("Service", namespace):
        reason = _reason(service, started, objects.key(service) in linked)
        if reason:
            yield Note(
                "not there", f"{prefix_of(service)}_*", f"Service {objects.name(service)} {reason}"
            )
    others = [
        service
        for service in cluster.of("Service")
        if objects.key(service) not in linked and objects.namespace(service) != namespace
    ]
    if others:
        names = [
            f"{objects.name(service)}.{objects.namespace(service)}"
            for service in others[:MAX_NAMES]
        ]
        more = f" and {len(others) - MAX_NAMES} more" if len(others) > MAX_NAMES else ""
        yield Note(
            "not there", "(others)", f"{', '.join(names)}{more}: of other namespaces; use DNS"
        )


def _reason(service: Object, started: datetime, linked: bool) -> str:
    if services.is_external_name(service):
        return "is an ExternalName: a name, no address; use DNS"
    if services.is_headless(service):
        return "is headless"
    if not _has_address(service):
        return "has no address yet"
    if not linked:
        return "sets no variables: the pod has enableServiceLinks: false"
    gap = _age_gap(service, started)
    return (
        f"is younger than the container (by {human_duration(gap)}); restart the pod, or use DNS"
        if gap
        else ""
    )
