"""What an autoscaler goes by, and how fast it goes: of v1 and v2 alike."""
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from minik.model.object import Object, read

UP = {"policies": [{"periodSeconds": 15, "type": "Pods", "value": 4}, {"periodSeconds": 15, "type": "Percent", "value": 100}],
      "selectPolicy": "Max", "stabilizationWindowSeconds": 0}
DOWN = {"policies": [{"periodSeconds": 15, "type": "Percent", "value": 100}], "selectPolicy": "Max"}
# type of a metric → the field that describes it
SOURCES = {"Object": "object", "External": "external", "Pods": "pods", "Resource": "resource", "ContainerResource": "containerResource"}


class Metric(NamedTuple):
    """One metric: its type, what is wanted, and what is seen (nothing before its controller looked)."""

    kind: str
    wanted: Mapping[str, Any]
    seen: Mapping[str, Any]

    def target(self, field: str) -> Any:
        return read(self.wanted, f"target.{field}")

    def current(self, field: str) -> Any:
        return read(self.seen, f"current.{field}")


def specs(autoscaler: Object) -> Sequence[Mapping[str, Any]]:
    """The metrics as v2 writes them; v1's percentage of CPU is one of them."""
    percentage = read(autoscaler, "spec.targetCPUUtilizationPercentage")
    if percentage is not None:
        return [{"resource": {"name": "cpu", "target": {"averageUtilization": percentage, "type": "Utilization"}}, "type": "Resource"}]
    found: Sequence[Mapping[str, Any]] = read(autoscaler, "spec.metrics", [])
    return found


def statuses(autoscaler: Object) -> Sequence[Mapping[str, Any]]:
    """What its controller saw, in the order of the metrics."""
    percentage = read(autoscaler, "status.currentCPUUtilizationPercentage")
    if percentage is not None:
        return [{"resource": {"current": {"averageUtilization": percentage}, "name": "cpu"}, "type": "Resource"}]
    found: Sequence[Mapping[str, Any]] = read(autoscaler, "status.currentMetrics", [])
    return found


def metrics(autoscaler: Object) -> list[Metric]:
    """What it goes by, with what it sees of it."""
    seen = [*statuses(autoscaler), *({} for _ in specs(autoscaler))]
    return [Metric(kind := spec.get("type") or "", spec.get(SOURCES.get(kind, "")) or {}, status.get(SOURCES.get(kind, "")) or {})
            for spec, status in zip(specs(autoscaler), seen, strict=False)]
