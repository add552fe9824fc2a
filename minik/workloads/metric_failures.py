"""Why an autoscaler has no value of a metric: this cluster serves none of the metrics APIs.

Upstream rules: `pkg/controller/podautoscaler`, `computeReplicasForMetric` and the metrics clients.
"""

from minik.kinds.horizontal_pod_autoscaler.metrics import Metric
from minik.light_typing import NamedTuple
from minik.model.object import read

NO_RESOURCE_METRICS = (
    "unable to get metrics for resource {}: unable to fetch metrics from resource metrics API: "
    "the server could not find the requested resource (get pods.metrics.k8s.io)"
)
NO_CUSTOM_METRICS = (
    "unable to fetch metrics from custom metrics API: "
    "no custom metrics API (custom.metrics.k8s.io) registered"
)
NO_EXTERNAL_METRICS = (
    "unable to fetch metrics from external metrics API: the server could not find the requested "
    "resource (get {}.external.metrics.k8s.io)"
)


class MetricFailure(NamedTuple):
    """Why a metric has no value: the reason of condition and event, the message, and what stands
    before it where all metrics are told as one.
    """

    reason: str
    message: str
    summary: str


def failure_of(metric: Metric, namespace: str) -> MetricFailure:
    """Return why a metric of an autoscaler in this namespace has no value."""
    if metric.kind == "Object":
        described = metric.source.get("describedObject") or {}
        return MetricFailure(
            "FailedGetObjectMetric",
            f"unable to get metric {metric_name(metric)}: {described.get('kind', '')} on "
            f"{namespace} {described.get('name', '')}/{NO_CUSTOM_METRICS}",
            "failed to get object metric value",
        )
    if metric.kind == "Pods":
        return MetricFailure(
            "FailedGetPodsMetric",
            f"unable to get metric {metric_name(metric)}: {NO_CUSTOM_METRICS}",
            "failed to get pods metric value",
        )
    if metric.kind == "External":
        name = metric_name(metric)
        message = f"unable to get external metric {namespace}/{name}/nil: "
        return MetricFailure(
            "FailedGetExternalMetric",
            message + NO_EXTERNAL_METRICS.format(name),
            f"failed to get {name} external metric value",
        )
    return resource_failure(metric)


def metric_name(metric: Metric) -> str:
    return str(read(metric.source, "metric.name", ""))


def resource_failure(metric: Metric) -> MetricFailure:
    """Return why the use of a resource is unknown."""
    name = str(metric.source.get("name") or "cpu")
    measure = "usage" if metric.target("averageValue") is not None else "utilization"
    message = f"failed to get {name} {measure}: {NO_RESOURCE_METRICS.format(name)}"
    if metric.kind == "ContainerResource":
        container = f"{name} container resource metric value"
        return MetricFailure(
            "FailedGetContainerResourceMetric", message, f"failed to get {container}"
        )
    return MetricFailure(
        "FailedGetResourceMetric", message, f"failed to get {name} resource metric value"
    )
