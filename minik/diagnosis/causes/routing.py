"""Who leads to a Service from elsewhere, and misses it: Ingresses, routes of gateways, clients that take the wrong port."""
from collections.abc import Iterator, Mapping
from typing import Any

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, WARNING, Code, Finding
from minik.diagnosis.mentions import Mentions, meant
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View, few
from minik.kinds import ingress as ingresses
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

TARGET = Code(
    "client-uses-target-port", "F32", ERROR, "a client calls the pods' port at the Service's name, or one that the Service does not have",
    "A Service answers at spec.ports[].port alone; targetPort is where it forwards to. At any other port nobody answers.")
HEADLESS = Code(
    "headless-port-translation", "F33", WARNING, "headless, with another targetPort: nothing translates port to targetPort",
    "The name of a headless Service leads straight to the pods' addresses; no proxy stands in between. Clients must use the port on which "
    "the pods listen, so port and targetPort should be the same.")
BACKEND = Code(
    "backend-missing", "F75", ERROR, "an Ingress or a route leads to a Service or a port that is not there",
    "The backend of an Ingress names a Service in its own namespace and one of its ports, by number or by name: the Service's port, not "
    "that of the pods.")
ROUTES = ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute")


def findings(view: View) -> Iterator[Finding]:
    for call in view.index(Mentions).calls:
        service = meant(view, call)
        if service and call.port and not services.is_headless(service) and not services.is_external_name(service):
            ports = services.ports(service)
            if ports and call.port not in [port["port"] for port in ports]:
                behind = next((port["port"] for port in ports if port.get("targetPort") == call.port), None)
                has = f"that is the target port behind {behind}" if behind else "it has " + few([str(port["port"]) for port in ports])
                yield Finding(TARGET, call.maker.key, call.field,
                              f"{call.said}: Service {objects.key(service).path} has no port {call.port}; {has}",
                              f"{call.host}:{behind or ports[0]['port']}", str(behind or ports[0]["port"]))
    for service in view.selecting:
        yield from untranslated(view, service)
    for ingress in view.cluster.of("Ingress"):
        for path, backend in places(ingress):
            yield from missing(view, ingress, path, backend)
    for kind in ROUTES:
        for route in view.cluster.of(kind):
            yield from led_astray(view, route)


def untranslated(view: View, service: Object) -> Iterator[Finding]:
    """Ports of a headless service that mean nothing."""
    for index, port in enumerate(services.ports(service) if services.is_headless(service) else ()):
        target = port.get("targetPort")
        if isinstance(target, int) and target != port["port"]:
            fix = patches.replaced(objects.key(service), f"spec.ports[{index}].port", target)
            yield Finding(HEADLESS, objects.key(service), f"spec.ports[{index}].port",
                          f"headless: clients get pod addresses, so port {port['port']} is never translated to {target}",
                          patches.fix(view, fix, f"port: {target}"), str(target))


def places(ingress: Object) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every backend of an Ingress, with its path."""
    default = ingresses.default_backend(ingress)
    if default:
        yield "spec.defaultBackend", default
    for index, rule in enumerate(ingresses.rules(ingress)):
        for place, path in enumerate(ingresses.paths(rule)):
            if path.get("backend"):
                yield f"spec.rules[{index}].http.paths[{place}].backend", path["backend"]


def missing(view: View, ingress: Object, path: str, backend: Mapping[str, Any]) -> Iterator[Finding]:
    """A Service, or a port of one, that an Ingress names and that is not there."""
    its = backend.get("service") or {}
    if its.get("name"):
        port = its.get("port") or {}
        yield from astray(view, ingress, f"{path}.service", its["name"], port.get("name") or port.get("number"), objects.namespace(ingress))


def astray(view: View, obj: Object, path: str, name: str, port: str | int | None, namespace: str) -> Iterator[Finding]:
    """The same for whoever leads to a Service."""
    service = view.cluster.get("Service", namespace, name)
    if service is None:
        known = [objects.name(one) for one in view.cluster.within("Service", namespace)]
        close = nearest(name, known)
        alone = not view.settled and not known
        yield Finding(BACKEND, objects.key(obj), f"{path}.name", f'there is no Service "{name}" in namespace {namespace}',
                      f"name: {close}" if close else "", close, level=INFO if alone else "" if close or view.settled else WARNING)
        return
    ports = services.ports(service)
    if port is None or services.is_external_name(service) and not ports or any(port in (one["port"], one.get("name")) for one in ports):
        return
    behind = next((one for one in ports if one.get("targetPort") == port), None)
    close = str(behind["port"]) if behind else nearest(str(port), [one["name"] for one in ports if one.get("name")])
    has = few([f"{one['port']}" + (f' ("{one["name"]}")' if one.get("name") else "") for one in ports])
    more = f"; {port} is the target port behind {behind['port']}" if behind else ""
    wanted = close or str(ports[0]["port"] if ports else "")
    yield Finding(BACKEND, objects.key(obj), f"{path}.port", f'Service "{name}" has no port {port}; it has {has}{more}',
                  f"number: {wanted}" if wanted.isdecimal() else f"name: {wanted}", wanted)


def led_astray(view: View, route: Object) -> Iterator[Finding]:
    """The backends of a gateway's route."""
    rules = objects.spec(route).get("rules")
    for index, rule in enumerate(rules if isinstance(rules, list) else ()):
        for place, its in enumerate((rule.get("backendRefs") or ()) if isinstance(rule, dict) else ()):
            if isinstance(its, dict) and its.get("kind", "Service") == "Service" and isinstance(its.get("name"), str):
                yield from astray(view, route, f"spec.rules[{index}].backendRefs[{place}]", its["name"], its.get("port"),
                                  its.get("namespace") or objects.namespace(route))
