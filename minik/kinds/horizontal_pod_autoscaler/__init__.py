"""HorizontalPodAutoscalers: as many pods as their load asks for. v1 knows one metric, v2 any number."""
from collections.abc import Mapping
from typing import Any

from minik.kinds._metadata import metadata_update_problems
from minik.kinds.horizontal_pod_autoscaler import columns, description, rules
from minik.kinds.horizontal_pod_autoscaler.metrics import DOWN, UP
from minik.model.cluster import Draft
from minik.model.kind import Kind
from minik.model.object import Object

LOAD = {"resource": {"name": "cpu", "target": {"averageUtilization": 80, "type": "Utilization"}}, "type": "Resource"}


def default(autoscaler: Object) -> Object:
    """At least one pod; of v2, four fifths of the CPU that was asked for, if no metric is named."""
    spec = {"minReplicas": 1, **(autoscaler.get("spec") or {})}
    if autoscaler.get("apiVersion") != "autoscaling/v1" and not spec.get("metrics"):
        spec["metrics"] = [LOAD]
    if spec.get("behavior") is not None:
        behavior = spec["behavior"]
        ways = (("scaleUp", UP), ("scaleDown", DOWN))
        spec["behavior"] = {**behavior, **{way: direction(behavior.get(way), usual) for way, usual in ways}}
    return {**autoscaler, "spec": spec}


def direction(given: Mapping[str, Any] | None, usual: Mapping[str, Any]) -> dict[str, Any]:
    """How fast it goes in one direction, what is not said filled in."""
    return {**usual, **{name: value for name, value in (given or {}).items() if value is not None}}


def prepare(autoscaler: Object, old: Object | None, _: Draft) -> Object:
    """What it sees is its controller's to write."""
    first = {"currentReplicas": 0, "desiredReplicas": 0} if autoscaler.get("apiVersion") == "autoscaling/v1" else {
        "currentMetrics": None, "desiredReplicas": 0}
    return {**autoscaler, "status": (old or {}).get("status") or first}


KIND = Kind("HorizontalPodAutoscaler", default=default, prepare=prepare, problems=rules.problems, update_problems=metadata_update_problems,
            columns=columns.COLUMNS, describe=description.describe, has_status=False)
