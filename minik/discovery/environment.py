"""The service variables of a pod's containers, and why one is missing. Upstream rule: `getServiceEnvVarMap`, `envvars.FromServices`.

They are made when a container starts, and never change while it runs. Which of two services wins a variable that both set is left to chance
upstream; here the last one in the order of their names does.
"""
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import human, moment
from minik.model.object import Object

MASTER = ("default", "kubernetes")
SHOWN = 3


class Variable(NamedTuple):
    """One variable, and the service from which it comes."""

    name: str
    value: str
    service: str


class Note(NamedTuple):
    """What is not as one may think: `what` (`not there`, `overridden`, `uncertain`) of which variables, and why."""

    what: str
    names: str
    why: str


class Environment(NamedTuple):
    """The service variables of one container."""

    container: str
    variables: tuple[Variable, ...]
    notes: tuple[Note, ...]


def environments(cluster: Cluster, pod: Object) -> Iterator[Environment]:
    """What each container of a pod is told of the services, in the order in which containers are listed."""
    for container in (*pods.init_containers(pod), *pods.containers(pod), *pods.ephemeral_containers(pod)):
        yield environment(cluster, pod, container)


def environment(cluster: Cluster, pod: Object, container: Object) -> Environment:
    """What one container was told when it started; one that has not started would be told what is there now."""
    started = _started(pod, container["name"]) or cluster.now
    told = [service for service in _linked(cluster, pod) if not _age_gap(service, started)]
    made = [variable for service in told for variable in variables(service)]
    own = _own(cluster, pod, container)
    last = {variable.name: variable for variable in made}
    kept = tuple(variable for name, variable in last.items() if name not in own)
    notes = (*_overridden(last, own), *_collisions(made), *_missing(cluster, pod, started))
    return Environment(container["name"], kept, notes)


def _started(pod: Object, container: str) -> datetime | None:
    """When the container that runs now, or ran last, was started."""
    for field in ("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses"):
        for found in objects.status(pod).get(field) or ():
            if found.get("name") == container:
                state = found.get("state") or {}
                since = (state.get("running") or state.get("terminated") or {}).get("startedAt")
                return moment(since) if since else None
    return None


def _linked(cluster: Cluster, pod: Object) -> Sequence[Object]:
    """The services of which a pod is told, however old: those of its namespace if it wants links, and always the API server's."""
    own = objects.namespace(pod)
    found = list(cluster.within("Service", own)) if pods.has_service_links(pod) else []
    master = cluster.get("Service", *MASTER)
    if master and all(objects.name(service) != MASTER[1] or not _addressed(service) for service in found):
        found.append(master)
    return [service for service in found if _addressed(service)]


def _addressed(service: Object) -> bool:
    return services.cluster_ip(service) not in ("", services.NONE) and not services.is_external_name(service)


def _age_gap(service: Object, started: datetime) -> int:
    """By how many seconds a service is younger than the start of a container; 0 if it is not."""
    born = service["metadata"].get("creationTimestamp")
    return max(0, int((moment(born) - started).total_seconds())) if born else 0


def variables(service: Object) -> Iterator[Variable]:
    """The variables of one service: its host and ports, and the older ones of container links."""
    host, prefix, ports = services.cluster_ip(service), prefix_of(service), services.ports(service)
    if not ports:
        return
    named = {f"_SERVICE_PORT_{spelled(port['name'])}": str(port["port"]) for port in ports if port.get("name")}
    links = {name: value for port in ports for name, value in _link(host, port).items()}
    every = {"_SERVICE_HOST": host, "_SERVICE_PORT": str(ports[0]["port"]), **named, "_PORT": _url(host, ports[0]), **links}
    for name, value in every.items():
        yield Variable(prefix + name, value, objects.name(service))


def _link(host: str, port: Mapping[str, object]) -> dict[str, str]:
    protocol = str(port["protocol"])
    name = f"_PORT_{port['port']}_{protocol.upper()}"
    return {name: _url(host, port), f"{name}_PROTO": protocol.lower(), f"{name}_PORT": str(port["port"]), f"{name}_ADDR": host}


def _url(host: str, port: Mapping[str, object]) -> str:
    bracketed = f"[{host}]" if ":" in host else host
    return f"{str(port['protocol']).lower()}://{bracketed}:{port['port']}"


def prefix_of(service: Object) -> str:
    """What the variables of a service begin with."""
    return spelled(objects.name(service))


def spelled(name: str) -> str:
    """A name as variables spell it: `my-svc` is `MY_SVC`."""
    return name.replace("-", "_").upper()


def _own(cluster: Cluster, pod: Object, container: Object) -> dict[str, str]:
    """The variables that a container's own `env` and `envFrom` set, and where each is from."""
    found: dict[str, str] = {}
    for source in container.get("envFrom") or ():
        for field, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
            name = (source.get(field) or {}).get("name")
            holder = cluster.get(kind, objects.namespace(pod), name) if name else None
            for key in (holder or {}).get("data") or ():
                found[f"{source.get('prefix') or ''}{key}"] = f"envFrom {kind} {name}"
    for variable in container.get("env") or ():
        value = f"{variable['name']}={variable.get('value') or ''}"
        found[variable["name"]] = "env from elsewhere" if variable.get("valueFrom") else f"env {value}"
    return found


def _overridden(made: Mapping[str, Variable], own: Mapping[str, str]) -> Iterator[Note]:
    for name, variable in made.items():
        if name in own:
            yield Note("overridden", name, f"the container's own {own[name]} wins over that of Service {variable.service}")


def _collisions(made: Sequence[Variable]) -> Iterator[Note]:
    makers: dict[str, list[str]] = {}
    for variable in made:
        makers.setdefault(variable.name, []).append(variable.service)
    for name, found in makers.items():
        if len(found) > 1:
            yield Note("uncertain", name, f"Services {' and '.join(found)} both set it, and chance decides; use DNS")


def _missing(cluster: Cluster, pod: Object, started: datetime) -> Iterator[Note]:
    """Every service that one may look for in vain, and why."""
    own = objects.namespace(pod)
    linked = {objects.key(service) for service in _linked(cluster, pod)}
    for service in cluster.within("Service", own):
        reason = _reason(service, started, objects.key(service) in linked)
        if reason:
            yield Note("not there", f"{prefix_of(service)}_*", f"Service {objects.name(service)} {reason}")
    others = [service for service in cluster.of("Service") if objects.key(service) not in linked and objects.namespace(service) != own]
    if others:
        names = [f"{objects.name(service)}.{objects.namespace(service)}" for service in others[:SHOWN]]
        more = f" and {len(others) - SHOWN} more" if len(others) > SHOWN else ""
        yield Note("not there", "(others)", f"{', '.join(names)}{more}: of other namespaces; use DNS")


def _reason(service: Object, started: datetime, linked: bool) -> str:
    if services.is_external_name(service):
        return "is an ExternalName: a name, no address; use DNS"
    if services.is_headless(service):
        return "is headless"
    if not _addressed(service):
        return "has no address yet"
    if not linked:
        return "is not told of: the pod has enableServiceLinks: false"
    gap = _age_gap(service, started)
    return f"is younger than the container (by {human(gap)}); restart the pod, or use DNS" if gap else ""
