"""Pods that are told to end: their containers stop, they are no longer ready, then they go."""

from typing import Any

import pytest
import stage

from minik.controllers import pod_termination
from minik.model import object as objects
from minik.model.change import Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, write

STARTED = "2026-11-23T07:59:00Z"
NOW = "2026-11-23T08:00:00Z"


def ending(containers: bool = True, **metadata: Any) -> Object:
    """A pod on node-1 that was deleted, with a grace period."""
    pod = stage.running("web", "10.244.1.2")
    told = {"deletionTimestamp": NOW, "deletionGracePeriodSeconds": 30, **metadata}
    running = {
        "name": "main",
        "ready": True,
        "started": True,
        "state": {"running": {"startedAt": STARTED}},
        "containerID": "containerd://1",
    }
    status = {**pod["status"], "containerStatuses": [running] if containers else []}
    status["conditions"] = [*status["conditions"], {"type": "PodScheduled", "status": "True"}]
    return {**pod, "metadata": {**pod["metadata"], **told}, "status": status}


def changed(pod: Object, **node: Any) -> Cluster:
    """A cluster in which the pod has just changed; `node` changes its node."""
    draft = stage.saved(stage.new()).draft()
    for path, value in node.items():
        draft.put(write(stage.one(draft.base, "Node", "node-1", ""), path.replace("_", "."), value))
    draft.put(pod)
    return draft.cluster()


def test_its_containers_stop_and_it_is_not_ready() -> None:
    (change,) = pod_termination.reconcile(changed(ending()))
    assert isinstance(change, Put)
    status = change.object["status"]
    assert [(one["type"], one["status"]) for one in status["conditions"]] == [
        ("Ready", "False"),
        ("PodScheduled", "True"),
    ]
    ready = status["conditions"][0]
    assert (ready["reason"], ready["lastTransitionTime"]) == ("ContainersNotReady", NOW)
    assert ready["message"] == "containers with unready status: [main]"
    assert status["containerStatuses"] == [
        {
            "name": "main",
            "ready": False,
            "started": False,
            "containerID": "containerd://1",
            "state": {
                "terminated": {
                    "exitCode": 0,
                    "reason": "Completed",
                    "startedAt": STARTED,
                    "finishedAt": NOW,
                    "containerID": "containerd://1",
                }
            },
        }
    ]


@pytest.mark.parametrize("field", [{"ready": True}, {"state": {"running": {}}}])
def test_a_container_that_runs_or_is_ready_has_to_stop(field: Any) -> None:
    pod = write(ending(), "status.containerStatuses", [{"name": "main", **field}])
    stopped = pod_termination.with_stopped_containers(pod, NOW)
    assert stopped["status"]["containerStatuses"][0]["state"] == {
        "terminated": {"exitCode": 0, "reason": "Completed", "finishedAt": NOW}
    }


def test_when_all_have_stopped_it_goes_at_once() -> None:
    pod = pod_termination.with_stopped_containers(ending(), NOW)
    assert pod_termination.with_stopped_containers(pod, "later") is pod
    for gone in (pod, ending(containers=False)):
        (change,) = pod_termination.reconcile(changed(gone))
        assert change == Delete(objects.key(gone), at_once=True)


@pytest.mark.parametrize(
    "metadata",
    [
        {"finalizers": ["example.com/hold"]},
        {"deletionGracePeriodSeconds": 0},
        {"deletionTimestamp": None},
    ],
)
def test_what_is_held_or_not_deleted_stays(metadata: Any) -> None:
    assert not list(pod_termination.reconcile(changed(ending(**metadata))))


def test_a_pod_on_no_node_is_not_a_kubelets() -> None:
    assert not pod_termination.is_ending(objects.drop(ending(), "spec.nodeName"))


def test_a_node_that_is_not_ready_ends_nothing() -> None:
    unready = [{"type": "Ready", "status": "Unknown"}]
    assert not list(pod_termination.reconcile(changed(ending(), status_conditions=unready)))


def test_only_what_has_changed_is_looked_at() -> None:
    assert not list(pod_termination.reconcile(stage.saved(changed(ending()))))
