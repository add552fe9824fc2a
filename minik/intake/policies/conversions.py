"""Objects in another version of their kind, where the two differ in more than the version.

Upstream rules: `pkg/apis/autoscaling/v1/conversion.go`, as far as people write it, and
`pkg/apis/events/v1/conversion.go`.
"""

from collections.abc import Iterable, Mapping

from minik.light_typing import Any
from minik.model.object import Object, read

V1, V2 = "autoscaling/v1", "autoscaling/v2"
TARGET = "targetCPUUtilizationPercentage"


def converted(obj: Object | None, version: str) -> Object | None:
    """Return an object in another API version of its kind; the same one where it is in that already."""
    if obj is None or obj.get("apiVersion") == version:
        return obj
    known = CONVERSIONS.get((str(obj.get("apiVersion")), version))
    changed = known(obj) if known else obj
    return {**changed, "apiVersion": version}


def to_metrics(autoscaler: Object) -> Object:
    """Return a v1 HorizontalPodAutoscaler with its target as a metric, as v2 has it."""
    spec = dict(autoscaler.get("spec") or {})
    percent = spec.pop(TARGET, None)
    if percent is not None:
        spec["metrics"] = [
            {"type": "Resource", "resource": {"name": "cpu", "target": used(percent)}}
        ]
    return {**autoscaler, "spec": spec}


def used(percent: Any) -> dict[str, Any]:
    """Return the target of a metric: so much of what is requested."""
    return {"type": "Utilization", "averageUtilization": percent}


def to_target(autoscaler: Object) -> Object:
    """Return a v2 HorizontalPodAutoscaler as v1 has it: with the target of its metric for the CPU."""
    spec = {
        name: part
        for name, part in (autoscaler.get("spec") or {}).items()
        if name not in ("metrics", "behavior")
    }
    metrics: Iterable[Mapping[str, Any]] = read(autoscaler, "spec.metrics", [])
    for metric in metrics:
        percent = read(metric, "resource.target.averageUtilization")
        if read(metric, "resource.name") == "cpu" and percent is not None:
            spec[TARGET] = percent
            break
    return {**autoscaler, "spec": spec}


def to_new_event(event: Object) -> Object:
    """Return an Event of the core group as events.k8s.io has it."""
    return {NEW_NAMES.get(name, name): part for name, part in event.items()}


def to_core_event(event: Object) -> Object:
    """Return an Event of events.k8s.io as the core group has it."""
    return {CORE_NAMES.get(name, name): part for name, part in event.items()}


EVENT, NEW_EVENT = "v1", "events.k8s.io/v1"
NEW_NAMES = {
    "involvedObject": "regarding",
    "message": "note",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
    "reportingComponent": "reportingController",
}
CORE_NAMES = {new: core for core, new in NEW_NAMES.items()}
CONVERSIONS = {
    (V1, V2): to_metrics,
    (V2, V1): to_target,
    (EVENT, NEW_EVENT): to_new_event,
    (NEW_EVENT, EVENT): to_core_event,
}
