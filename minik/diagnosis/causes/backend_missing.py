"""Ingresses and routes that lead to a Service or a port that is not there."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import ingress_backends, patches, references
from minik.diagnosis.finding import ERROR, INFO, WARNING, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.route_kinds import ROUTES
from minik.diagnosis.view import View, first_few
from minik.kinds.service import fields as services
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Key, Object

CAUSE = Cause(
    "backend-missing",
    "F75",
    ERROR,
    "an Ingress or a route leads to a Service or a port that is not there",
    "The backend of an Ingress names a Service in its own namespace and one of its ports, by number or by name: the Service's port, not "
    "that of the pods.",
)


def findings(view: View) -> Iterator[Finding]:
    for ingress in view.cluster.of("Ingress"):
        for path, backend in ingress_backends.placed(ingress):
            yield from missing_backend(view, ingress, path, backend)
    for kind in ROUTES:
        for route in view.cluster.of(kind):
            yield from route_backends(view, route)


# by this port an Ingress for the load balancer of AWS names an action, of its annotations, not a Service
ACTION = "use-annotation"


def missing_backend(
    view: View, ingress: Object, path: str, backend: Mapping[str, Any]
) -> Iterator[Finding]:
    """Yield a Service or a port that an Ingress names and that does not exist."""
    service = backend.get("service") or {}
    port = service.get("port") or {}
    if service.get("name") and port.get("name") != ACTION:
        yield from missing_target(
            view,
            ingress,
            f"{path}.service",
            service["name"],
            port.get("name") or port.get("number"),
            objects.namespace(ingress),
        )


def missing_target(
    view: View, obj: Object, path: str, name: str, port: str | int | None, namespace: str
) -> Iterator[Finding]:
    """Yield a Service or a port that an object names and that does not exist."""
    service = view.cluster.get("Service", namespace, name)
    if service is None:
        yield missing_service(view, obj, path, Key("Service", namespace, name))
    elif port is not None and not has_port(service, port):
        yield missing_port(obj, path, service, port)


def missing_service(view: View, obj: Object, path: str, key: Key) -> Finding:
    """Return the finding for a Service that does not exist."""
    existing = [objects.name(other) for other in view.cluster.within("Service", key.namespace)]
    close = nearest(key.name, existing)
    alone = not view.settled and (
        not existing or not close and references.is_made_by_operator(view, key.namespace, key.name)
    )
    return Finding(
        CAUSE,
        objects.key(obj),
        f"{path}.name",
        f'there is no Service "{key.name}" in namespace {key.namespace}',
        patches.field("name", close) if close else "",
        close,
        level=INFO if alone else "" if close or view.settled else WARNING,
        about=(key,),
    )


def has_port(service: Object, port: str | int) -> bool:
    """Return whether a Service has a port, by number or name; an ExternalName without ports has all."""
    ports = services.ports(service)
    return (services.is_external_name(service) and not ports) or any(
        port in (candidate["port"], candidate.get("name")) for candidate in ports
    )


def missing_port(obj: Object, path: str, service: Object, port: str | int) -> Finding:
    """Return the finding for a port that a Service does not have."""
    ports = services.ports(service)
    behind = next((candidate for candidate in ports if candidate.get("targetPort") == port), None)
    names = [candidate["name"] for candidate in ports if candidate.get("name")]
    close = str(behind["port"]) if behind else nearest(str(port), names)
    port_list = first_few(
        [
            f"{candidate['port']}" + (f' ("{candidate["name"]}")' if candidate.get("name") else "")
            for candidate in ports
        ]
    )
    more = f"; {port} is the target port behind {behind['port']}" if behind else ""
    wanted = close or str(ports[0]["port"] if ports else "")
    return Finding(
        CAUSE,
        objects.key(obj),
        f"{path}.port",
        f'Service "{objects.name(service)}" has no port {port}; it has {port_list}{more}',
        f"number: {wanted}" if wanted.isdecimal() else patches.field("name", wanted),
        wanted,
        about=(objects.key(service),),
    )


def route_backends(view: View, route: Object) -> Iterator[Finding]:
    """Yield missing backends of a Gateway API route."""
    rules = objects.spec(route).get("rules")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        for place, backend in enumerate(
            (rule.get("backendRefs") or ()) if isinstance(rule, dict) else ()
        ):
            if (
                isinstance(backend, dict)
                and backend.get("kind", "Service") == "Service"
                and isinstance(backend.get("name"), str)
            ):
                yield from missing_target(
                    view,
                    route,
                    f"spec.rules[{index}].backendRefs[{place}]",
                    backend["name"],
                    backend.get("port"),
                    backend.get("namespace") or objects.namespace(route),
                )
