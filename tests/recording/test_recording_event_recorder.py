"""Events: who tells what of a change, how often, and when nobody does."""

from collections.abc import Sequence
from typing import Any

import pytest
import stage

from minik.controllers import namespace as namespace_controller
from minik.controllers import settle
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, drop, read, write
from minik.recording import event_recorder, events
from minik.simulation import rounds


def told(cluster: Cluster, kind: str, *more: str) -> Sequence[tuple[Any, ...]]:
    """Who told what of objects of a kind, in the order in which it happened."""
    found = sorted(cluster.of("Event"), key=lambda event: objects.name(event).rpartition(".")[2])
    return [
        (event["source"]["component"], event["reason"], *(read(event, path) for path in more))
        for event in found
        if event["involvedObject"]["kind"] == kind
    ]


def command(cluster: Cluster, *documents: Object) -> Cluster:
    changed = stage.taken_in(cluster, documents)
    return stage.saved(rounds.run_controllers(changed, {key.kind for key in changed.changes}))


WORKLOADS = (
    ("ReplicaSet", "replicaset-controller", "Created pod: web-"),
    ("ReplicationController", "replication-controller", "Created pod: web-"),
    ("DaemonSet", "daemonset-controller", "Created pod: web-"),
    ("StatefulSet", "statefulset-controller", "Create Pod web-0 in StatefulSet web successful"),
)


REFUSED = "is forbidden: no PriorityClass with name nope was found"


@pytest.mark.parametrize(
    "kind, teller, words",
    [
        ("ReplicaSet", "replicaset-controller", f'Error creating: pods "web-" {REFUSED}'),
        ("DaemonSet", "daemonset-controller", f'Error creating: pods "web-" {REFUSED}'),
        (
            "StatefulSet",
            "statefulset-controller",
            f'Create Pod web-0 in StatefulSet web failed error: pods "web-" {REFUSED}',
        ),
    ],
)
def test_a_pod_that_the_server_refuses_is_told_of_once(kind: str, teller: str, words: str) -> None:
    workload = stage.workload(kind, "web", {"app": "web"})
    workload["spec"]["template"]["spec"]["priorityClassName"] = "nope"
    cluster = command(stage.new(workers=2), workload)
    assert told(cluster, kind, "type", "message") == [(teller, "FailedCreate", "Warning", words)]
    assert read(stage.one(cluster, kind, "web"), "status.observedGeneration") == 1
    again = command(cluster, stage.pod("other"))
    assert (
        told(again, kind, "count") == [(teller, "FailedCreate", 1)]
        and not stage.named(again, "Pod")[1:]
    )
    priority: Object = {
        "apiVersion": "scheduling.k8s.io/v1",
        "kind": "PriorityClass",
        "metadata": {"name": "nope"},
        "value": 1,
    }
    mended = settle(stage.taken_in(again, [priority]))
    assert len(stage.named(mended, "Pod")) > 1


@pytest.mark.parametrize("kind, teller, words", WORKLOADS, ids=[row[0] for row in WORKLOADS])
def test_whoever_makes_a_pod_says_so(kind: str, teller: str, words: str) -> None:
    cluster = command(stage.new(workers=1), stage.workload(kind, "web", {"app": "web"}))
    ((who, reason, message),) = told(cluster, kind, "message")
    assert (who, reason) == (teller, "SuccessfulCreate") and message.startswith(words)
    assert told(cluster, "Pod", "type") == [
        ("default-scheduler", "Scheduled", "Normal"),
        *(("kubelet", reason, "Normal") for reason in ("Pulled", "Created", "Started")),
    ]


def test_an_event_looks_as_a_controller_writes_it() -> None:
    cluster = command(stage.new(), stage.workload("Deployment", "web", {"app": "web"}))
    event = next(event for event in cluster.of("Event") if event["reason"] == "ScalingReplicaSet")
    name = objects.name(cluster.of("ReplicaSet")[0])
    assert drop(drop(event, "metadata"), "involvedObject.uid") == {
        "apiVersion": "v1",
        "kind": "Event",
        "count": 1,
        "eventTime": None,
        "firstTimestamp": "2026-11-23T08:00:00Z",
        "lastTimestamp": "2026-11-23T08:00:00Z",
        "reason": "ScalingReplicaSet",
        "type": "Normal",
        "reportingComponent": "deployment-controller",
        "reportingInstance": "",
        "source": {"component": "deployment-controller"},
        "message": f"Scaled up replica set {name} from 0 to 1",
        "involvedObject": {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "name": "web",
            "namespace": "default",
            "resourceVersion": event["involvedObject"]["resourceVersion"],
        },
    }
    assert objects.uid(stage.one(cluster, "Deployment", "web")) == event["involvedObject"]["uid"]
    assert objects.name(event).startswith("web.") and len(objects.name(event)) == len("web.") + 16


def test_what_happens_again_is_counted() -> None:
    def web(replicas: int) -> Object:
        return stage.workload("Deployment", "web", {"app": "web"}, replicas=replicas)

    cluster = stage.new()
    for replicas in (1, 2, 1, 2, 1):
        cluster = command(cluster, web(replicas))
    counts = [count for _, _, count in told(cluster, "Deployment", "count")]
    assert counts == [1, 2, 2]


def test_of_many_alike_some_are_told_together() -> None:
    cluster = command(stage.new(), stage.workload("ReplicaSet", "web", {"app": "web"}, replicas=30))
    found = told(cluster, "ReplicaSet", "count", "message")
    assert [count for _, _, count, _ in found] == [1] * events.MAX_SIMILAR + [
        30 - events.MAX_SIMILAR
    ]
    assert found[-1][3].startswith("(combined from similar events): Created pod: web-")


def test_no_more_is_told_of_one_step_than_anybody_would_read() -> None:
    cluster = command(
        stage.new(workers=8), stage.workload("ReplicaSet", "web", {"app": "web"}, replicas=600)
    )
    assert len(cluster.of("Pod")) == 600
    assert (
        len([event for event in cluster.of("Event") if event["source"]["component"] == "kubelet"])
        == events.MAX_EVENTS
    )


def test_a_pod_that_finds_no_node_is_told_of_once() -> None:
    cluster = command(stage.new(), stage.pod("nowhere", nodeSelector={"disk": "ssd"}))
    cluster = command(cluster, stage.service("other", {"a": "b"}))
    ((who, reason, kind, count),) = told(cluster, "Pod", "type", "count")
    assert (who, reason, kind, count) == ("default-scheduler", "FailedScheduling", "Warning", 1)


def test_a_pod_that_somebody_deletes_is_stopped_by_its_kubelet() -> None:
    cluster = command(stage.new(), stage.pod("web"))
    draft = cluster.draft()
    draft.delete(objects.key(cluster.of("Pod")[0]))
    after = rounds.run_controllers(draft.cluster(), {"Pod"})
    assert told(after, "Pod", "message", "source.host")[-1] == (
        "kubelet",
        "Killing",
        "Stopping container main",
        "node-1",
    )


@pytest.mark.parametrize(
    "state, reason, words",
    [
        (
            {"waiting": {"reason": "CrashLoopBackOff"}},
            "BackOff",
            "Back-off restarting failed container main in pod web_default(",
        ),
        ({"waiting": {"reason": "ImagePullBackOff"}}, "BackOff", "Back-off pulling image "),
        (
            {"waiting": {"reason": "ErrImagePull", "message": "no such image"}},
            "Failed",
            "no such image",
        ),
    ],
)
def test_what_keeps_a_container_from_running_is_told(
    state: Object, reason: str, words: str
) -> None:
    cluster = command(stage.new(), stage.pod("web"))
    pod, draft = cluster.of("Pod")[0], cluster.draft()
    (status,) = pod["status"]["containerStatuses"]
    draft.put(write(pod, "status.containerStatuses", [{**status, "state": state}]))
    event_recorder.record_events(draft, namespace_controller.CONTROLLER)
    assert any(
        found == reason and message.startswith(words)
        for _, found, message in told(draft.cluster(), "Pod", "message")
    )


def test_nothing_is_told_in_a_namespace_that_goes() -> None:
    namespace = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
    cluster = command(
        stage.new(), namespace, objects.write(stage.pod("web"), "metadata.namespace", "shop")
    )
    assert cluster.within("Event", "shop")
    after = stage.without(cluster, "Namespace", "shop", namespace="")
    assert not after.within("Event", "shop") and not after.within("Pod", "shop")
