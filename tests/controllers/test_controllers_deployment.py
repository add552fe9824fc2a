"""Deployments: their replica sets, rollouts, history and status."""

from typing import Any

import pytest
import stage

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read, write

WEB = {"app": "web"}


def deployment(image: str = "registry.example/web:1", **spec: Any) -> Object:
    return stage.workload("Deployment", "web", WEB, image, **{"replicas": 3, **spec})


def sets(cluster: Cluster) -> dict[str, Object]:
    """The replica sets by the image of their pods."""
    return {
        one["spec"]["template"]["spec"]["containers"][0]["image"].rpartition(":")[2]: one
        for one in cluster.of("ReplicaSet")
    }


def sizes(cluster: Cluster) -> dict[str, int]:
    return {image: one["spec"]["replicas"] for image, one in sets(cluster).items()}


def condition(cluster: Cluster, kind: str) -> Any:
    return next(
        (
            one
            for one in stage.one(cluster, "Deployment", "web")["status"]["conditions"]
            if one["type"] == kind
        ),
        None,
    )


@pytest.fixture(scope="module")
def first() -> Cluster:
    return stage.applied(stage.saved(stage.new()), [deployment()])


@pytest.mark.proves("B10")
def test_pods_come_from_the_template_through_a_replica_set(first: Cluster) -> None:
    (replica_set,) = first.of("ReplicaSet")
    word = objects.labels(replica_set)["pod-template-hash"]
    assert objects.name(replica_set) == f"web-{word}" and set(word) <= set(
        "bcdfghjklmnpqrstvwxz2456789"
    )
    assert replica_set["spec"]["selector"] == {
        "matchLabels": {"app": "web", "pod-template-hash": word}
    }
    assert replica_set["metadata"]["ownerReferences"][0]["uid"] == objects.uid(
        stage.one(first, "Deployment", "web")
    )
    for pod in first.of("Pod"):
        assert pod["metadata"]["ownerReferences"][0]["uid"] == objects.uid(replica_set)
        containers = [objects.drop({**one}, "volumeMounts") for one in pod["spec"]["containers"]]
        assert containers == replica_set["spec"]["template"]["spec"]["containers"]
        assert objects.labels(pod).items() >= {"app": "web", "pod-template-hash": word}.items()
        assert (
            objects.name(pod).startswith(f"web-{word}-")
            and pod["metadata"]["generateName"] == f"web-{word}-"
        )


def test_status_and_annotations_are_those_of_a_real_one(first: Cluster) -> None:
    status = stage.one(first, "Deployment", "web")["status"]
    now = {
        "lastTransitionTime": "2026-11-23T08:00:00Z",
        "lastUpdateTime": "2026-11-23T08:00:00Z",
        "status": "True",
    }
    name = stage.named(first, "ReplicaSet")[0]
    assert status == {
        "observedGeneration": 1,
        "replicas": 3,
        "updatedReplicas": 3,
        "readyReplicas": 3,
        "availableReplicas": 3,
        "terminatingReplicas": 0,
        "conditions": [
            {
                **now,
                "type": "Available",
                "reason": "MinimumReplicasAvailable",
                "message": "Deployment has minimum availability.",
            },
            {
                **now,
                "type": "Progressing",
                "reason": "NewReplicaSetAvailable",
                "message": f'ReplicaSet "{name}" has successfully progressed.',
            },
        ],
    }
    assert objects.annotations(stage.one(first, "Deployment", "web")) == {
        "deployment.kubernetes.io/revision": "1"
    }
    told = {"revision": "1", "desired-replicas": "3", "max-replicas": "4"}
    assert objects.annotations(first.of("ReplicaSet")[0]) == {
        f"deployment.kubernetes.io/{name}": text for name, text in told.items()
    }


@pytest.mark.proves("A4")
@pytest.mark.parametrize("replicas", [0, 1, 5])
def test_scaling_changes_how_many_and_nothing_else(first: Cluster, replicas: int) -> None:
    cluster = stage.applied(first, [deployment(replicas=replicas)])
    assert sizes(cluster) == {"1": replicas} and len(cluster.of("Pod")) == replicas
    assert read(stage.one(cluster, "Deployment", "web"), "status.replicas", 0) == replicas
    assert (
        objects.annotations(cluster.of("ReplicaSet")[0])["deployment.kubernetes.io/revision"] == "1"
    )


def test_another_template_rolls(first: Cluster) -> None:
    cluster = stage.applied(first, [deployment("registry.example/web:2")])
    assert sizes(cluster) == {"1": 0, "2": 3}
    assert {pod["spec"]["containers"][0]["image"] for pod in cluster.of("Pod")} == {
        "registry.example/web:2"
    }
    assert (
        objects.annotations(stage.one(cluster, "Deployment", "web"))[
            "deployment.kubernetes.io/revision"
        ]
        == "2"
    )


def test_going_back_takes_up_the_old_set_again(first: Cluster) -> None:
    cluster = stage.applied(
        stage.applied(first, [deployment("registry.example/web:2")]), [deployment()]
    )
    assert sizes(cluster) == {"1": 3, "2": 0}
    assert objects.name(sets(cluster)["1"]) == stage.named(first, "ReplicaSet")[0]
    annotations = objects.annotations(sets(cluster)["1"])
    assert (
        annotations["deployment.kubernetes.io/revision"],
        annotations["deployment.kubernetes.io/revision-history"],
    ) == ("3", "1")


@pytest.mark.parametrize("limit, kept", [(10, 6), (2, 3), (0, 1)])
def test_old_sets_beyond_the_history_go(first: Cluster, limit: int, kept: int) -> None:
    cluster = first
    for number in range(2, 7):
        cluster = stage.applied(
            cluster, [deployment(f"registry.example/web:{number}", revisionHistoryLimit=limit)]
        )
    assert len(cluster.of("ReplicaSet")) == kept and sizes(cluster)["6"] == 3


def test_a_paused_deployment_leaves_the_template_alone_but_not_the_number(first: Cluster) -> None:
    cluster = stage.applied(first, [deployment("registry.example/web:2", paused=True, replicas=4)])
    assert sizes(cluster) == {"1": 4}
    assert condition(cluster, "Progressing")["reason"] == "DeploymentPaused"
    resumed = stage.applied(
        cluster, [deployment("registry.example/web:2", replicas=4, paused=False)]
    )
    assert (
        sizes(resumed) == {"1": 0, "2": 4}
        and condition(resumed, "Progressing")["reason"] == "NewReplicaSetAvailable"
    )


def test_recreate_ends_where_a_rollout_ends(first: Cluster) -> None:
    cluster = stage.applied(
        first, [deployment("registry.example/web:2", strategy={"type": "Recreate"})]
    )
    assert sizes(cluster) == {"1": 0, "2": 3}


def test_a_rollout_whose_pods_find_no_place_stops_half_way(first: Cluster) -> None:
    stuck = write(
        deployment("registry.example/web:2"), "spec.template.spec.nodeSelector", {"disk": "ssd"}
    )
    cluster = stage.applied(first, [stuck])
    assert sizes(cluster) == {"1": 3, "2": 1}
    status = stage.one(cluster, "Deployment", "web")["status"]
    assert (status["replicas"], status["updatedReplicas"], status["unavailableReplicas"]) == (
        4,
        1,
        1,
    )
    assert (
        condition(cluster, "Progressing")["reason"] == "ReplicaSetUpdated"
        and condition(cluster, "Available")["status"] == "True"
    )


def test_a_deployment_without_ready_pods_says_so() -> None:
    cluster = stage.applied(stage.saved(stage.new(workers=0)), [deployment()])
    status = stage.one(cluster, "Deployment", "web")["status"]
    assert (status["replicas"], status["unavailableReplicas"], status.get("readyReplicas")) == (
        3,
        3,
        None,
    )
    assert condition(cluster, "Available")["reason"] == "MinimumReplicasUnavailable"


def test_a_set_of_the_same_name_makes_it_choose_another() -> None:
    first = stage.applied(stage.saved(stage.new()), [deployment()])
    foreign = write(first.of("ReplicaSet")[0], "metadata.ownerReferences", [])
    foreign = write(
        write(foreign, "spec.selector", {"matchLabels": {"x": "y"}}), "metadata.labels", {"x": "y"}
    )
    alone = stage.with_put(stage.saved(stage.new()), write(foreign, "spec.replicas", 0))
    cluster = stage.applied(alone, [deployment()])
    assert len(cluster.of("ReplicaSet")) == 2 and len(cluster.of("Pod")) == 3


def test_it_adopts_sets_that_nobody_owns() -> None:
    first = stage.applied(stage.saved(stage.new()), [deployment()])
    orphan = write(first.of("ReplicaSet")[0], "metadata.ownerReferences", [])
    again = stage.applied(
        stage.with_put(stage.without(first, "Deployment", "web"), orphan), [deployment()]
    )
    assert stage.named(again, "ReplicaSet") == [objects.name(orphan)]
    assert again.of("ReplicaSet")[0]["metadata"]["ownerReferences"][0]["uid"] == objects.uid(
        stage.one(again, "Deployment", "web")
    )
