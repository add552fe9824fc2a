"""Autoscalers: what they say where they cannot scale, and what they report."""

from datetime import timedelta
from typing import Any

import pytest
import stage

from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.simulation import clock


def autoscaler(kind: str, name: str, *metrics: Object, api: str = "apps/v1", **spec: Any) -> Object:
    target = {"apiVersion": api, "kind": kind, "name": name}
    metric_list = {"metrics": list(metrics)} if metrics else {}
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": {"name": "web"},
        "spec": {"maxReplicas": 5, "scaleTargetRef": target, **metric_list, **spec},
    }


def later(*found: Object) -> Cluster:
    """The cluster with these objects, a minute later."""
    cluster = stage.applied(stage.saved(stage.new()), list(found))
    return [*clock.advance(cluster, cluster.now + timedelta(minutes=1))][-1]


def status(cluster: Cluster) -> Any:
    return stage.one(cluster, "HorizontalPodAutoscaler", "web")["status"]


def reasons(cluster: Cluster) -> list[str]:
    return sorted(
        event["reason"]
        for event in cluster.of("Event")
        if event["involvedObject"]["kind"] == "HorizontalPodAutoscaler"
    )


WEB = stage.workload("Deployment", "web", {"app": "web"}, replicas=2)


@pytest.mark.parametrize(
    "made, message",
    [
        (autoscaler("Deployment", "no"), 'deployments.apps "no" not found'),
        (autoscaler("StatefulSet", "no"), 'statefulsets.apps "no" not found'),
        (autoscaler("DaemonSet", "no"), "the server could not find the requested resource"),
        (
            autoscaler("Rollout", "no", api="a.io/v1"),
            'no matches for kind "Rollout" in group "a.io"',
        ),
    ],
    ids=["missing", "missing set", "no scale", "unknown kind"],
)
def test_what_cannot_be_scaled_is_told_in_the_words_of_the_server(
    made: Object, message: str
) -> None:
    cluster = later(made)
    (condition,) = status(cluster)["conditions"]
    assert (condition["type"], condition["status"]) == ("AbleToScale", "False")
    assert condition["reason"] == "FailedGetScale" and condition["message"].endswith(message)
    assert reasons(cluster) == ["FailedGetScale"]


CPU = {
    "type": "Resource",
    "resource": {"name": "cpu", "target": {"type": "AverageValue", "averageValue": "1"}},
}
QUEUE = {
    "type": "External",
    "external": {"metric": {"name": "queue"}, "target": {"type": "Value", "value": "3"}},
}
PODS = {
    "type": "Pods",
    "pods": {"metric": {"name": "rps"}, "target": {"type": "AverageValue", "averageValue": "3"}},
}
INGRESS = {
    "type": "Object",
    "object": {
        "metric": {"name": "rps"},
        "describedObject": {
            "apiVersion": "networking.k8s.io/v1",
            "kind": "Ingress",
            "name": "main",
        },
        "target": {"type": "Value", "value": "3"},
    },
}


@pytest.mark.parametrize(
    "metrics, reason, words",
    [
        ((), "FailedGetResourceMetric", "failed to get cpu utilization: unable to get metrics"),
        ((CPU,), "FailedGetResourceMetric", "failed to get cpu usage: unable to get metrics"),
        ((QUEUE, CPU), "FailedGetExternalMetric", "(get queue.external.metrics.k8s.io)"),
        (
            (PODS,),
            "FailedGetPodsMetric",
            "no custom metrics API (custom.metrics.k8s.io) registered",
        ),
        ((INGRESS,), "FailedGetObjectMetric", "unable to get metric rps: Ingress on default main/"),
    ],
)
def test_a_metric_that_nobody_serves_is_told(metrics: Any, reason: str, words: str) -> None:
    cluster = later(WEB, autoscaler("Deployment", "web", *metrics))
    able, active = status(cluster)["conditions"]
    assert (able["reason"], active["reason"]) == ("SucceededGetScale", reason)
    assert words in active["message"]
    assert reasons(cluster) == ["FailedComputeMetricsReplicas", reason]


@pytest.mark.parametrize(
    "bounds, size, bound",
    [
        ({"minReplicas": 4}, 4, "below Spec.MinReplicas"),
        ({"minReplicas": 1, "maxReplicas": 1}, 1, "above Spec.MaxReplicas"),
    ],
)
def test_a_target_out_of_bounds_is_scaled_and_reported(bounds: Any, size: int, bound: str) -> None:
    cluster = later(WEB, autoscaler("Deployment", "web", **bounds))
    assert read(stage.one(cluster, "Deployment", "web"), "spec.replicas") == size
    (event,) = [one for one in cluster.of("Event") if one["reason"] == "SuccessfulRescale"]
    assert event["message"] == f"New size: {size}; reason: Current number of replicas {bound}"
    assert status(cluster)["currentReplicas"] == status(cluster)["desiredReplicas"] == size
    assert status(cluster)["lastScaleTime"] == "2026-11-23T08:00:15Z"
