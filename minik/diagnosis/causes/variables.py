"""Environment variables of Services that clients expect: missing, with another meaning, or too
many.
"""

import re
from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.mentions import ExpectedVariable, Mentions, own_variables, variable_prefix
from minik.diagnosis.view import Maker, View, title
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Key, Object

OLDER = Cause(
    "variable-older-than-service",
    "F66",
    WARNING,
    "a variable of a Service that was made after the container started",
    "Variables of Services are set when a container starts, for the Services that exist then. Restart the pod, create the Service first, "
    "or use DNS.",
)
NEVER = Cause(
    "variable-never-set",
    "F67",
    ERROR,
    "a variable of a Service that this pod is not given",
    "Pods get variables of Services with a cluster IP in their own namespace, unless enableServiceLinks is false. Headless Services and "
    "ExternalNames have none.",
)
COLLISION = Cause(
    "variable-collision",
    "F68",
    WARNING,
    "a variable of a Service takes the name of a setting that the program reads",
    "A Service called redis sets REDIS_PORT=tcp://10.96.0.7:6379 in every pod of its namespace, which breaks programs that expect a number "
    "there. Set the variable, rename the Service, or set enableServiceLinks: false.",
)
MANY = Cause(
    "environment-too-large",
    "F69",
    WARNING,
    "so many Services that their variables may keep containers from starting",
    "Every container gets some seven variables for each port of each Service of its namespace; beyond the kernel's limit on arguments and "
    "environment it does not start (argument list too long). Set enableServiceLinks: false.",
)
TOO_LARGE = 1 << 20  # bytes; half of what Linux usually takes


def findings(view: View) -> Iterator[Finding]:
    for expected in view.index(Mentions).expected:
        yield from variable_findings(view, expected)
    yield from large_environments(view)


def services_by_prefix(view: View) -> dict[str, list[Object]]:
    """Return Services by the prefix of their variables."""
    services_found: dict[str, list[Object]] = {}
    for service in view.services:
        services_found.setdefault(variable_prefix(objects.name(service)), []).append(service)
    return services_found


def variable_findings(view: View, expected: ExpectedVariable) -> Iterator[Finding]:
    """Yield what is wrong with a variable that a container expects of a Service."""
    pod, index = expected.maker.pod, view.index(services_by_prefix)
    parts = re.split(r"_(?=SERVICE_HOST|SERVICE_PORT|PORT)", expected.name, maxsplit=1)
    candidates = index.get(parts[0], []) if len(parts) == 2 else []
    if expected.name in own_variables(pod) or not candidates or parts[0] == "KUBERNETES":
        return
    near = [other for other in candidates if objects.namespace(other) == objects.namespace(pod)]
    service = (near or candidates)[0]
    name, key, is_port = title(objects.key(service)), expected.maker.key, parts[1] == "PORT"
    reason = why_not_set(service, pod)
    if reason and not is_port:
        text = f"{expected.name} is not set: {name} {reason}"
        fix = f"use the name {objects.name(service)}.{objects.namespace(service)}"
        yield Finding(NEVER, key, expected.field, text, fix)
    elif is_port and not reason:
        text = f"{expected.name} is set by {name}, to tcp://ADDRESS:PORT"
        fix = f"set {expected.name} in env, or enableServiceLinks: false"
        yield Finding(COLLISION, key, expected.field, text, fix, name)
    elif not reason and is_younger(view, service, expected.maker):
        yield Finding(
            OLDER,
            key,
            expected.field,
            f"{expected.name} is not set: {name} was made after the pod"
            if view.settled
            else f"{expected.name} may not be set: {name} stands after the pod's workload in these files",
            "restart the pod, or apply the Service first",
            doubt="" if view.settled else SUSPECT,
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


def large_environments(view: View) -> Iterator[Finding]:
    """Yield namespaces whose Services make too large an environment."""
    for namespace in view.namespaces_with_services:
        namespace_services = view.cluster.within("Service", namespace)
        size = (
            sum(
                (len(objects.name(service)) + 28) * (2 + 6 * len(services.ports(service)))
                for service in namespace_services
                if not services.is_headless(service) and not services.is_external_name(service)
            )
            if len(namespace_services) > 500
            else 0
        )
        if size > TOO_LARGE and any(
            pods.has_service_links(pod) for pod in view.cluster.within("Pod", namespace)
        ):
            yield Finding(
                MANY,
                Key("Namespace", "", namespace),
                "metadata.name",
                f"{len(namespace_services)} Services make an environment of about "
                f"{size >> 10} KiB in every container",
                "enableServiceLinks: false",
            )
