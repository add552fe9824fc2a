"""Selectors as text, and the workloads whose labels match one."""

from collections.abc import Mapping

from minik.diagnosis.view import (
    View,
    pod_template,
)
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.object import Object


def format_selector(selector: Mapping[str, str]) -> str:
    """Return a selector as `app=web,tier=front`."""
    return ",".join(f"{name}={value}" for name, value in sorted(selector.items()))


def workloads_by_labels(view: View) -> dict[tuple[str, str, str, str], list[Object]]:
    """Return workloads by each label of their template and each of their own."""
    workloads: dict[tuple[str, str, str, str], list[Object]] = {}
    for workload in view.workloads:
        namespace = objects.namespace(workload)
        for labels_of, labels in (
            ("template", pods.template_labels(pod_template(workload))),
            ("own", objects.labels(workload)),
        ):
            for name, value in labels.items():
                workloads.setdefault((labels_of, namespace, name, value), []).append(workload)
    return workloads


def with_labels(view: View, where: str, service: Object) -> list[Object]:
    """Return the workloads whose labels (`where` is "template" or "own") match the selector of a
    Service.
    """
    selector, index = services.selector(service), view.index(workloads_by_labels)
    if not index:
        return []
    lists = [
        index.get((where, objects.namespace(service), name, value), [])
        for name, value in selector.items()
    ]
    return [
        workload
        for workload in min(lists, key=len)
        if selector.items()
        <= (
            pods.template_labels(pod_template(workload))
            if where == "template"
            else objects.labels(workload)
        ).items()
    ]
