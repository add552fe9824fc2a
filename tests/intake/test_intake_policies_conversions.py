"""Objects in the version of a policy's rule."""

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
