"""The metrics and scaling defaults of an autoscaler, for v1 and v2 alike."""

from collections.abc import Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model.object import Object, read

UP = {
    "policies": [
        {"periodSeconds": 15, "type": "Pods", "value": 4},
        {"periodSeconds": 15, "type": "Percent", "value": 100},
    ],
    "selectPolicy": "Max",
    "stabilizationWindowSeconds": 0,
}
DOWN = {"policies": [{"periodSeconds": 15, "type": "Percent", "value": 100}], "selectPolicy": "Max"}
# type of a metric → the field that describes it
SOURCES = {
    "Object": "object",
    "External": "external",
    "Pods": "pods",
    "Resource": "resource",
    "ContainerResource": "containerResource",
}


class Metric(NamedTuple):
    """One metric: its type, its spec, and its status ({} until it has been measured)."""

    kind: str
    source: Mapping[str, Any]
    status: Mapping[str, Any]

    def target(self, field: str) -> Any:
        return read(self.source, f"target.{field}")

    def current(self, field: str) -> Any:
        return read(self.status, f"current.{field}")


def metric_specs(autoscaler: Object) -> Sequence[Mapping[str, Any]]:
    """Return the metrics in the form of v2, also for v1's CPU percentage."""
    percentage = read(autoscaler, "spec.targetCPUUtilizationPercentage")
    if percentage is not None:
        return [
            {
                "resource": {
                    "name": "cpu",
                    "target": {"averageUtilization": percentage, "type": "Utilization"},
                },
                "type": "Resource",
            }
        ]
    entries: Sequence[Mapping[str, Any]] = read(autoscaler, "spec.metrics", [])
    return entries


def metric_statuses(autoscaler: Object) -> Sequence[Mapping[str, Any]]:
    """Return the current metrics in the order of the specs."""
    percentage = read(autoscaler, "status.currentCPUUtilizationPercentage")
    if percentage is not None:
        return [
            {
                "resource": {"current": {"averageUtilization": percentage}, "name": "cpu"},
                "type": "Resource",
            }
        ]
    entries: Sequence[Mapping[str, Any]] = read(autoscaler, "status.currentMetrics", [])
    return entries


def metrics_of(autoscaler: Object) -> list[Metric]:
    """Return each metric of the spec with its status."""
    padded = [*metric_statuses(autoscaler), *({} for _ in metric_specs(autoscaler))]
    return [
        Metric(
            kind := spec.get("type") or "",
            spec.get(SOURCES.get(kind, "")) or {},
            status.get(SOURCES.get(kind, "")) or {},
        )
        for spec, status in zip(metric_specs(autoscaler), padded, strict=False)
    ]
