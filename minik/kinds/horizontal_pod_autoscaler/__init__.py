"""HorizontalPodAutoscalers: scale a workload by its load. v1 has one metric, v2 any number."""

from collections.abc import Mapping

from minik.kinds.horizontal_pod_autoscaler import columns, description, rules
from minik.kinds.horizontal_pod_autoscaler.metrics import DOWN, UP
from minik.light_typing import Any
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

DEFAULT_METRIC = {
    "resource": {"name": "cpu", "target": {"averageUtilization": 80, "type": "Utilization"}},
    "type": "Resource",
}


def default(autoscaler: Object) -> Object:
    """Return the autoscaler with its defaults: minReplicas 1, in v2 a CPU target of 80%."""
    spec = {"minReplicas": 1, **(autoscaler.get("spec") or {})}
    if autoscaler.get("apiVersion") == "autoscaling/v1":
        if spec.get("targetCPUUtilizationPercentage") is None:
            spec["targetCPUUtilizationPercentage"] = 80
    elif not spec.get("metrics"):
        spec["metrics"] = [DEFAULT_METRIC]
    if spec.get("behavior") is not None:
        behavior = spec["behavior"]
        directions = (("scaleUp", UP), ("scaleDown", DOWN))
        spec["behavior"] = {
            **behavior,
            **{
                field: default_direction(behavior.get(field), defaults)
                for field, defaults in directions
            },
        }
    return {**autoscaler, "spec": spec}


def default_direction(
    scaling_rules: Mapping[str, Any] | None, defaults: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the scaling rules of one direction with their defaults."""
    return {
        **defaults,
        **{name: value for name, value in (scaling_rules or {}).items() if value is not None},
    }


def prepare(autoscaler: Object, old: Object | None, _: Draft) -> Object:
    """Return the autoscaler with its old status, which only its controller writes."""
    first = (
        {"currentReplicas": 0, "desiredReplicas": 0}
        if autoscaler.get("apiVersion") == "autoscaling/v1"
        else {"currentMetrics": None, "desiredReplicas": 0}
    )
    return {**autoscaler, "status": (old or {}).get("status") or first}


KIND = Kind(
    "HorizontalPodAutoscaler",
    default=default,
    prepare=prepare,
    problems=rules.problems,
    update_problems=rules.update_problems,
    whole_update=True,
    columns=columns.COLUMNS,
    describe=description.describe,
    has_status=False,
)
