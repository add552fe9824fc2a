"""ReplicaFailure: a set whose pods are refused says so, and its Deployment, until they are made."""

from typing import Any

import pytest
import stage

from minik import controllers, kinds
from minik.bootstrap import new_cluster
from minik.intake import registry
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, status
from minik.model.settings import DEFAULT
from minik.workloads import replica_failures

OVER = "exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1"


def put(draft: Draft, kind: str, name: str, spec: Object) -> None:
    metadata = {"name": name, "namespace": "default"}
    version = kinds.kind_of_key(kind).api_version
    registry.create_or_update(
        draft, {"apiVersion": version, "kind": kind, "metadata": metadata, "spec": spec}
    )


def over_quota(kind: str) -> Cluster:
    """Return a cluster where a workload of three pods may have one."""
    draft = new_cluster.create_cluster(DEFAULT, stage.NOW).draft()
    put(draft, "ResourceQuota", "q", {"hard": {"pods": "1"}})
    draft = controllers.settle(draft.cluster()).draft()
    template = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "c", "image": "nginx"}]},
    }
    labels: Any = {"app": "web"} if kind == "ReplicationController" else None
    selector = labels or {"matchLabels": {"app": "web"}}
    put(draft, kind, "web", {"replicas": 3, "selector": selector, "template": template})
    return controllers.settle(draft.cluster())


def failures(cluster: Cluster) -> dict[str, tuple[str, str]]:
    """Return of each kind the reason and the message of its failure, without the pod's name."""
    return {
        owner["kind"]: (found["reason"], found["message"].partition("is forbidden: ")[2])
        for kind in ("Deployment", "ReplicaSet", "ReplicationController")
        for owner in cluster.of(kind)
        if (found := replica_failures.failure(owner))
    }


@pytest.mark.parametrize("kind", ["Deployment", "ReplicaSet", "ReplicationController"])
def test_who_may_not_make_its_pods_says_so(kind: str) -> None:
    told = {kind, "ReplicaSet"} if kind == "Deployment" else {kind}
    assert failures(over_quota(kind)) == dict.fromkeys(told, ("FailedCreate", OVER))


def test_it_is_over_as_soon_as_the_quota_lets_them_be() -> None:
    draft = over_quota("Deployment").draft()
    put(draft, "ResourceQuota", "q", {"hard": {"pods": "3"}})
    cluster = controllers.settle(draft.cluster())
    assert failures(cluster) == {}
    (deployment,) = cluster.of("Deployment")
    assert status(deployment)["readyReplicas"] == 3


def test_a_deployment_says_what_its_newest_set_says_and_once() -> None:
    def replica_set(reason: str) -> Object:
        condition = {"type": "ReplicaFailure", "status": "True", "reason": reason, "message": "m"}
        return {"status": {"conditions": [condition]}}

    new, old = replica_set("FailedDelete"), replica_set("FailedCreate")
    conditions = replica_failures.of_deployment({}, [{"type": "Available"}], [new, old])
    assert [item.get("reason") for item in conditions] == [None, "FailedDelete"]
    assert replica_failures.of_deployment({}, conditions, [new, old]) is conditions
    assert replica_failures.of_deployment({}, conditions, []) == [{"type": "Available"}]
    paused = {"spec": {"paused": True}}
    assert replica_failures.of_deployment(paused, conditions, []) is conditions
