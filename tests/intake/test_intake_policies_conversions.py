"""Objects in the version of a policy's rule."""

from minik import schemas
from minik.intake.policies.conversions import converted
from minik.model.object import Object

V1: Object = {
    "apiVersion": "autoscaling/v1",
    "spec": {"maxReplicas": 5, "targetCPUUtilizationPercentage": 70},
}
METRIC = {
    "type": "Resource",
    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}},
}
V2: Object = {"apiVersion": "autoscaling/v2", "spec": {"maxReplicas": 5, "metrics": [METRIC]}}


def test_autoscalers_differ_in_how_they_name_their_target() -> None:
    assert converted(V1, "autoscaling/v2") == V2
    assert converted(V2, "autoscaling/v1") == V1


def test_other_versions_differ_in_nothing_else() -> None:
    assert converted({"apiVersion": "a/v1", "x": 1}, "a/v2") == {"apiVersion": "a/v2", "x": 1}
    assert converted(V1, "autoscaling/v1") is V1
    assert converted(None, "v1") is None


EVENT = {
    "kind": "Event",
    "apiVersion": "v1",
    "involvedObject": {"name": "a"},
    "message": "m",
    "count": 2,
    "reason": "r",
}


def test_events_of_both_groups_are_the_same_objects() -> None:
    new = converted(EVENT, "events.k8s.io/v1")
    assert new == {
        "kind": "Event",
        "apiVersion": "events.k8s.io/v1",
        "regarding": {"name": "a"},
        "note": "m",
        "deprecatedCount": 2,
        "reason": "r",
    }
    assert converted(new, "v1") == EVENT


# `pkg/apis/events/v1/conversion.go` and the fields of both types
RENAMED = {
    "involvedObject": "regarding",
    "message": "note",
    "source": "deprecatedSource",
    "firstTimestamp": "deprecatedFirstTimestamp",
    "lastTimestamp": "deprecatedLastTimestamp",
    "count": "deprecatedCount",
    "reportingComponent": "reportingController",
}


def test_every_field_of_an_event_has_its_name_in_each_group() -> None:
    core, new = (
        set(schemas.definition(f"io.k8s.api.{name}.v1.Event")["properties"])
        for name in ("core", "events")
    )
    everything = {"apiVersion": "v1", **{name: name for name in core - {"apiVersion"}}}
    made = converted(everything, "events.k8s.io/v1")
    assert made is not None and set(made) == {RENAMED.get(name, name) for name in core}
    assert set(RENAMED.values()) == new - core
    assert all(made[after] == before for before, after in RENAMED.items())
    assert converted(made, "v1") == everything


def metric(name: str, **target: int) -> Object:
    return {"type": "Resource", "resource": {"name": name, "target": target}}


def test_the_first_metric_of_the_cpu_is_the_target() -> None:
    metrics = [
        {"type": "Pods"},
        metric("memory", averageUtilization=1),
        metric("cpu", averageValue=2),
        metric("cpu", averageUtilization=3),
        metric("cpu", averageUtilization=4),
    ]
    spec = {"maxReplicas": 5, "metrics": metrics, "behavior": {"scaleDown": {}}}
    found = converted({"apiVersion": "autoscaling/v2", "spec": spec}, "autoscaling/v1")
    assert found is not None
    assert found["spec"] == {"maxReplicas": 5, "targetCPUUtilizationPercentage": 3}
    assert converted({"apiVersion": "autoscaling/v1"}, "autoscaling/v2") == {
        "apiVersion": "autoscaling/v2",
        "spec": {},
    }
