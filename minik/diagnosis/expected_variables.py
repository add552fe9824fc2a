"""Environment variables of Services that clients expect: missing, or with another meaning."""

from collections.abc import Iterator, Sequence

from minik import light_re as re
from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Fact
from minik.diagnosis.mentions import ExpectedVariable, Mentions, own_variables, variable_prefix
from minik.diagnosis.view import Maker, View, title
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object


def facts(view: View) -> Iterator[Fact]:
    """Yield what is wrong with the variables that containers expect."""
    for expected in view.index(Mentions).expected:
        yield from variable_facts(view, expected)


def services_by_prefix(view: View) -> dict[str, list[Object]]:
    """Return Services by the prefix of their variables."""
    services_found: dict[str, list[Object]] = {}
    for service in view.services:
        services_found.setdefault(variable_prefix(objects.name(service)), []).append(service)
    return services_found


def variable_facts(view: View, expected: ExpectedVariable) -> Iterator[Fact]:
    """Yield what is wrong with a variable that a container expects of a Service."""
    pod, index = expected.maker.pod, view.index(services_by_prefix)
    parts = re.split(r"_(?=SERVICE_HOST|SERVICE_PORT|PORT)", expected.name, maxsplit=1)
    candidates = index.get(parts[0], []) if len(parts) == 2 else []
    if expected.name in own_variables(pod) or parts[0] == "KUBERNETES":
        return
    if not candidates:
        yield from without_service(view, expected, parts)
        return
    near = [other for other in candidates if objects.namespace(other) == objects.namespace(pod)]
    service = (near or candidates)[0]
    name, key, is_port = title(objects.key(service)), expected.maker.key, parts[1] == "PORT"
    reason = why_not_set(service, pod)
    if reason and not is_port:
        text = f"{expected.name} is not set: {name} {reason}"
        fix = f"use the name {objects.name(service)}.{objects.namespace(service)}"
        yield Fact("variable-never-set", key, expected.field, text, fix)
    elif is_port and not reason:
        text = f"{expected.name} is set by {name}, to tcp://ADDRESS:PORT"
        fix = f"set {expected.name} in env, or enableServiceLinks: false"
        yield Fact("variable-collision", key, expected.field, text, fix, name)
    elif not reason and is_younger(view, service, expected.maker):
        yield Fact(
            "variable-older-than-service",
            key,
            expected.field,
            f"{expected.name} is not set: {name} was made after the pod"
            if view.settled
            else f"{expected.name} may not be set: {name} stands after the pod's workload in these files",
            "restart the pod, or apply the Service first",
            doubt="" if view.settled else SUSPECT,
        )


def without_service(view: View, expected: ExpectedVariable, parts: Sequence[str]) -> Iterator[Fact]:
    """Yield a variable that only a Service can set which is not there, as far as the pod tells."""
    pod, namespace = expected.maker.pod, expected.maker.key.namespace
    settings = any(container.get("envFrom") for container in pods.containers(pod))
    known = map(objects.name, view.cluster.within("Service", namespace))
    if len(parts) < 2 or not parts[1].startswith("SERVICE_") or settings:
        return
    if parts[0] not in map(variable_prefix, known):
        name = parts[0].lower().replace("_", "-")
        yield Fact(
            "variable-never-set",
            expected.maker.key,
            expected.field,
            f"{expected.name} is not set: there is no Service {name} in namespace {namespace}",
            f"a Service {name}, made before the pod",
            level=WARNING if view.settled else INFO,
            doubt=SUSPECT,
        )


def why_not_set(service: Object, pod: Object) -> str:
    """Return why a Service sets no variables in a pod; "" if it does."""
    if objects.namespace(service) != objects.namespace(pod):
        return "is in another namespace"
    if services.is_headless(service):
        return "is headless"
    if services.is_external_name(service):
        return "is an ExternalName"
    return "" if pods.has_service_links(pod) else "is there, but enableServiceLinks is false"


def is_younger(view: View, service: Object, maker: Maker) -> bool:
    """Return whether a Service is younger than a pod, by timestamp or by the order of documents."""
    born, started = (
        service["metadata"].get("creationTimestamp"),
        objects.status(maker.pod).get("startTime"),
    )
    if born and started:
        return bool(born > started)
    order = view.order
    return order.get(objects.key(service), 0) > order.get(maker.key, len(order))
