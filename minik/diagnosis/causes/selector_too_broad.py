"""Selectors that match pods of another application, too."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.kinship import differing_labels, is_other_application
from minik.diagnosis.selector_matches import format_selector
from minik.diagnosis.view import (
    View,
    first_few,
    title,
)
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object

CAUSE = Cause(
    "selector-too-broad",
    "F6",
    WARNING,
    "pods of another application stand behind the Service",
    "The selector also matches pods of workloads that do not have the port: a part of all connections goes to them and fails. Select by "
    "a label that only the right pods have, such as app.kubernetes.io/component.",
)


def findings(view: View) -> Iterator[Finding]:
    for service in view.selector_services:
        if view.selected_pods(service):
            yield from foreign_pods(view, service)


def foreign_pods(view: View, service: Object) -> Iterator[Finding]:
    """Yield selected pods without the port, of another application than those that have it."""
    makers = view.makers_behind(service)
    if len(makers) < 2:
        return
    lacking = {
        key: made_pods[0]
        for key, made_pods in makers.items()
        if not any(declares_port(made_pods[0], port) for port in services.ports(service))
    }
    fitting = [made_pods[0] for key, made_pods in makers.items() if key not in lacking]
    foreign = [
        key
        for key, pod in lacking.items()
        if fitting
        and all(
            is_other_application(key, pod, view.maker_of(other_pod), other_pod)
            for other_pod in fitting
        )
    ]
    if foreign:
        label_name = next(iter(differing_labels(fitting[0], lacking[foreign[0]])), None)
        change = {label_name: objects.labels(fitting[0])[label_name]} if label_name else {}
        fix = patches.patch(objects.key(service), {"spec": {"selector": change}}) if change else ""
        yield Finding(
            CAUSE,
            objects.key(service),
            "spec.selector",
            f"{format_selector(services.selector(service))} also matches {first_few(list(map(title, foreign)))}, whose pods have no port "
            f"{services.ports(service)[0].get('targetPort')}",
            patches.choose_fix(view, fix, patches.pairs(change)),
            title(foreign[0]),
        )


def declares_port(pod: Object, port: Mapping[str, object]) -> bool:
    """Return whether a pod declares a Service's port."""
    target, protocol = port.get("targetPort") or port.get("port"), port.get("protocol") or "TCP"
    return any(
        target in (pod_port.get("name"), pod_port.get("containerPort"))
        and (pod_port.get("protocol") or "TCP") == protocol
        for pod_port in pods.ports(pod)
    )
