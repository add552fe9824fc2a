"""StatefulSets whose Service is missing or not headless."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.target_ports import is_aside
from minik.diagnosis.view import View, pod_template
from minik.kinds import pod as pods
from minik.kinds import stateful_set as stateful_sets
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "stateful-set-service-missing",
    "F59",
    WARNING,
    "serviceName names no Service, or one that is not headless",
    "The pods of a StatefulSet are known as POD.SERVICE only if spec.serviceName names a headless Service that exists; the StatefulSet "
    "controller does not make it.",
)


def findings(view: View) -> Iterator[Finding]:
    yield from governing_services(view)


def serves_nobody(view: View, stateful_set: Object) -> bool:
    """Return whether a StatefulSet keeps nothing and its Services are all for metrics: its pods need no
    names.
    """
    labels = pods.template_labels(pod_template(stateful_set))
    ports = [
        port
        for service in view.cluster.within("Service", objects.namespace(stateful_set))
        if services.selector(service) and services.selector(service).items() <= labels.items()
        for port in services.ports(service)
    ]
    keeps = objects.spec(stateful_set).get("volumeClaimTemplates")
    return not keeps and bool(ports) and all(map(is_aside, ports))


def governing_services(view: View) -> Iterator[Finding]:
    """Yield StatefulSets whose serviceName is missing or not headless."""
    for stateful_set in view.cluster.of("StatefulSet"):
        name, key = stateful_sets.service_name(stateful_set), objects.key(stateful_set)
        service = view.cluster.get("Service", key.namespace, name) if name else None
        if name and service is None:
            existing = [
                objects.name(other) for other in view.cluster.within("Service", key.namespace)
            ]
            close = nearest(name, existing) or next(iter(existing), "")
            alone = not view.settled and (
                key.namespace not in view.namespaces_with_services
                or serves_nobody(view, stateful_set)
            )
            yield Finding(
                CAUSE,
                key,
                "spec.serviceName",
                f'there is no Service "{name}"',
                f"a headless Service called {name}",
                close,
                level=INFO if alone else "",
                doubt="" if view.settled else SUSPECT,
            )
        elif service is not None and not services.is_headless(service):
            yield Finding(
                CAUSE,
                key,
                "spec.serviceName",
                f'Service "{name}" is not headless, so the pods have no names of their own',
                "clusterIP: None",
                name,
            )
