"""HorizontalPodAutoscalers that measure what the pods do not request."""

from collections.abc import Iterator, Mapping

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, Cause, Finding
from minik.diagnosis.view import View, first_few, pod_template, title
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Key, Object

EXAMPLE = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  maxReplicas: 5
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
"""
CAUSE = Cause(
    "autoscaler-blind",
    "",
    ERROR,
    "a HorizontalPodAutoscaler measures a share of requests that the containers do not have",
    "averageUtilization is a percentage of what the containers request. If one container has no request of that resource the metric cannot "
    "be computed: ScalingActive is False (FailedGetResourceMetric), and nothing is scaled.",
    example=EXAMPLE,
    sound=EXAMPLE.replace('"web:1"', '"web:1", resources: {requests: {cpu: 100m}}'),
)

OTHER_METRICS = {
    "Pods": "custom.metrics.k8s.io",
    "Object": "custom.metrics.k8s.io",
    "External": "external.metrics.k8s.io",
}


def findings(view: View) -> Iterator[Finding]:
    for autoscaler in view.of("HorizontalPodAutoscaler"):
        target = objects.read(autoscaler, "spec.scaleTargetRef", {})
        namespace = objects.namespace(autoscaler)
        workload = view.cluster.get(str(target.get("kind")), namespace, str(target.get("name")))
        recorded = objects.status(autoscaler).get("conditions")
        template = (pod_template(workload).get("spec") or {}) if workload else {}
        if recorded or not template or "requests" in defaults(view, namespace):
            continue
        for index, metric in enumerate(objects.read(autoscaler, "spec.metrics", ())):
            level = INFO if not view.settled and is_of_chart(workload or {}) else ""
            key = objects.key(workload or {})
            yield from unmeasurable(autoscaler, index, metric, template, key, level)
            if metric.get("type") in OTHER_METRICS:
                yield from of_adapter(autoscaler, index, metric)


def is_of_chart(workload: Object) -> bool:
    """Return whether a workload comes from a chart, whose values give the resources of a cluster."""
    return "helm.sh/chart" in objects.labels(workload)


def unmeasurable(
    autoscaler: Object,
    index: int,
    metric: Mapping[str, Any],
    template: Mapping[str, Any],
    workload: Key,
    level: str,
) -> Iterator[Finding]:
    """Yield a utilization metric for which a container has no request, or that names no container."""
    field = "resource" if metric.get("type") == "Resource" else "containerResource"
    source: Mapping[str, Any] = metric.get(field) or {}
    if (source.get("target") or {}).get("type") != "Utilization":
        return
    wanted, path = source.get("container"), f"spec.metrics[{index}].{field}"
    names = [str(container.get("name")) for container in template.get("containers") or ()]
    if wanted and wanted not in names:
        text = f"{title(workload)} has no container {wanted}; it has {first_few(names)}"
        yield Finding(
            CAUSE,
            objects.key(autoscaler),
            f"{path}.container",
            text,
            patches.field("container", names[0]),
        )
        return
    name = str(source.get("name"))
    without = without_requests(template, name, wanted)
    if without:
        yield Finding(
            CAUSE,
            objects.key(autoscaler),
            path,
            f"{title(workload)}: container {first_few(without)} requests no {name}, of which "
            f"{source['target'].get('averageUtilization')}% is the target",
            f"resources: {{requests: {{{name}: {'100m' if name == 'cpu' else '128Mi'}}}}}",
            title(workload),
            level=level,
            about=(workload,),
        )


def of_adapter(autoscaler: Object, index: int, metric: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the hint that a metric needs an adapter, which a cluster does not have by itself."""
    kind = str(metric["type"])
    field = kind[0].lower() + kind[1:]
    name = ((metric.get(field) or {}).get("metric") or {}).get("name")
    path = f"spec.metrics[{index}].{field}"
    text = f'metric "{name}" of type {kind} comes from {OTHER_METRICS[kind]}, which an adapter must serve'
    fix = f"an APIService v1beta1.{OTHER_METRICS[kind]} with its adapter, or a metric of type Resource"
    yield Finding(CAUSE, objects.key(autoscaler), path, text, fix, level=INFO, doubt=SUSPECT)


def without_requests(template: Mapping[str, Any], name: str, wanted: str | None) -> list[str]:
    """Return the measured containers without a request of a resource; [] if the pod has one."""
    if objects.read(template, f"resources.requests.{name}"):
        return []
    return [
        str(container.get("name"))
        for container in template.get("containers") or ()
        if wanted in (None, container.get("name")) and not requests(container, name)
    ]


def requests(container: Mapping[str, Any], name: str) -> bool:
    """Return whether a container requests a resource; a limit alone counts as request."""
    resources = container.get("resources") or {}
    return any(name in (resources.get(side) or {}) for side in ("requests", "limits"))


def defaults(view: View, namespace: str) -> set[str]:
    """Return `requests` if a LimitRange of the namespace gives containers what they lack."""
    return {
        "requests"
        for limit_range in view.cluster.within("LimitRange", namespace)
        for limit in objects.spec(limit_range).get("limits") or ()
        if limit.get("type") == "Container"
        and (limit.get("default") or limit.get("defaultRequest"))
    }
