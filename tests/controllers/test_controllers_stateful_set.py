"""Stateful sets: names that stay, one pod after the other, claims and revisions."""

from typing import Any

import pytest
import stage

from minik.controllers import stateful_set
from minik.model import object as objects
from minik.model.change import Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read, write

DB = {"app": "db"}
CLAIM = {
    "metadata": {"name": "data"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}},
}


def made(image: str = "registry.example/pg:16", replicas: int = 3, **spec: Any) -> Object:
    return stage.workload(
        "StatefulSet", "db", DB, image, replicas=replicas, serviceName="db", **spec
    )


def images(cluster: Cluster) -> dict[str, str]:
    return {
        objects.name(pod): pod["spec"]["containers"][0]["image"].rpartition(":")[2]
        for pod in cluster.of("Pod")
    }


@pytest.fixture(scope="module")
def first() -> Cluster:
    return stage.applied(stage.saved(stage.new()), [made()])


def test_pods_have_the_names_numbers_and_host_names_of_the_set(first: Cluster) -> None:
    assert stage.named(first, "Pod") == ["db-0", "db-1", "db-2"]
    pod = stage.one(first, "Pod", "db-1")
    assert (pod["spec"]["hostname"], pod["spec"]["subdomain"], pod["metadata"]["generateName"]) == (
        "db-1",
        "db",
        "db-",
    )
    revision = stage.one(first, "StatefulSet", "db")["status"]["updateRevision"]
    assert (
        objects.labels(pod).items()
        >= {
            "app": "db",
            "statefulset.kubernetes.io/pod-name": "db-1",
            "apps.kubernetes.io/pod-index": "1",
            "controller-revision-hash": revision,
        }.items()
    )


def test_its_revision_is_called_as_a_real_one_is() -> None:
    template = {
        "metadata": {"labels": DB},
        "spec": {
            "containers": [
                {
                    "name": "pg",
                    "image": "registry.example/pg:16",
                    "ports": [{"containerPort": 5432}],
                }
            ]
        },
    }
    cluster = stage.applied(stage.saved(stage.new()), [made(template=template)])
    assert stage.named(cluster, "ControllerRevision") == ["db-7d778c5b85"]
    assert stage.one(cluster, "ControllerRevision", "db-7d778c5b85")["revision"] == 1


def test_status_is_that_of_a_real_one(first: Cluster) -> None:
    status = stage.one(first, "StatefulSet", "db")["status"]
    (name,) = stage.named(first, "ControllerRevision")
    assert status == {
        "observedGeneration": 1,
        "replicas": 3,
        "readyReplicas": 3,
        "availableReplicas": 3,
        "currentReplicas": 3,
        "updatedReplicas": 3,
        "currentRevision": name,
        "updateRevision": name,
        "collisionCount": 0,
    }


@pytest.mark.proves("B5")
def test_a_pod_that_goes_comes_back_under_its_name_as_another(first: Cluster) -> None:
    before, after = (
        stage.one(cluster, "Pod", "db-1")
        for cluster in (first, stage.without(first, "Pod", "db-1"))
    )
    assert (
        objects.uid(before) != objects.uid(after)
        and before["status"]["podIP"] != after["status"]["podIP"]
    )


@pytest.mark.parametrize("replicas", [0, 1, 5])
def test_pods_are_added_and_taken_away_at_the_end(first: Cluster, replicas: int) -> None:
    assert stage.named(stage.applied(first, [made(replicas=replicas)]), "Pod") == [
        f"db-{number}" for number in range(replicas)
    ]


def test_numbers_may_begin_elsewhere() -> None:
    assert stage.named(
        stage.applied(stage.saved(stage.new()), [made(replicas=2, ordinals={"start": 5})]), "Pod"
    ) == ["db-5", "db-6"]


@pytest.mark.parametrize(
    "policy, found", [("OrderedReady", ["db-0"]), ("Parallel", ["db-0", "db-1", "db-2"])]
)
def test_where_pods_are_ordered_each_waits_for_the_one_before(
    policy: str, found: list[str]
) -> None:
    cluster = stage.applied(stage.saved(stage.new(workers=0)), [made(podManagementPolicy=policy)])
    assert stage.named(cluster, "Pod") == found


def test_a_pod_that_ended_is_made_anew(first: Cluster) -> None:
    cluster = stage.with_put(
        first, write(stage.one(first, "Pod", "db-1"), "status.phase", "Failed")
    )
    assert stage.one(cluster, "Pod", "db-1")["status"]["phase"] == "Running"


def test_another_template_rolls_from_the_last_to_the_first(first: Cluster) -> None:
    cluster = stage.applied(first, [made("registry.example/pg:17")])
    assert set(images(cluster).values()) == {"17"} and len(cluster.of("ControllerRevision")) == 2
    status = stage.one(cluster, "StatefulSet", "db")["status"]
    assert (
        status["currentRevision"]
        == status["updateRevision"]
        != stage.one(first, "StatefulSet", "db")["status"]["updateRevision"]
    )


@pytest.mark.parametrize(
    "strategy, expected",
    [
        ({"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}, ["16", "16", "17"]),
        ({"type": "OnDelete"}, ["16", "16", "16"]),
    ],
)
def test_a_partition_and_on_delete_hold_pods_back(
    first: Cluster, strategy: Any, expected: list[str]
) -> None:
    cluster = stage.applied(first, [made("registry.example/pg:17", updateStrategy=strategy)])
    assert list(images(cluster).values()) == expected
    again = images(stage.without(cluster, "Pod", "db-0"))
    assert again["db-0"] == ("16" if strategy["type"] == "RollingUpdate" else "17")


def test_a_rolling_update_without_settings_reaches_every_pod() -> None:
    strategy = {"type": "RollingUpdate"}  # which leaves rollingUpdate unset
    cluster = stage.applied(stage.saved(stage.new()), [made(updateStrategy=strategy)])
    later = stage.applied(cluster, [made("registry.example/pg:17", updateStrategy=strategy)])
    assert set(images(later).values()) == {"17"}


def test_a_pod_that_does_not_start_stops_the_rollout(first: Cluster) -> None:
    stuck = write(
        made("registry.example/pg:17"), "spec.template.spec.nodeSelector", {"disk": "ssd"}
    )
    assert images(stage.applied(first, [stuck])) == {"db-0": "16", "db-1": "16", "db-2": "17"}


def test_going_back_takes_up_the_old_revision_again(first: Cluster) -> None:
    cluster = stage.applied(stage.applied(first, [made("registry.example/pg:17")]), [made()])
    numbers = {objects.name(one): one["revision"] for one in cluster.of("ControllerRevision")}
    assert numbers[stage.named(first, "ControllerRevision")[0]] == 3 and sorted(
        numbers.values()
    ) == [2, 3]


@pytest.mark.parametrize("limit, kept", [(10, 4), (1, 2), (0, 1)])
def test_old_revisions_beyond_the_history_go(first: Cluster, limit: int, kept: int) -> None:
    cluster = first
    for number in range(17, 20):
        cluster = stage.applied(
            cluster, [made(f"registry.example/pg:{number}", revisionHistoryLimit=limit)]
        )
    assert len(cluster.of("ControllerRevision")) == kept


def test_every_pod_has_claims_that_outlive_it() -> None:
    cluster = stage.applied(
        stage.saved(stage.new()), [made(replicas=2, volumeClaimTemplates=[CLAIM])]
    )
    assert stage.named(cluster, "PersistentVolumeClaim") == ["data-db-0", "data-db-1"]
    assert objects.labels(stage.one(cluster, "PersistentVolumeClaim", "data-db-0")) == DB
    [data] = stage.one(cluster, "Pod", "db-1")["spec"]["volumes"]
    assert data == {"name": "data", "persistentVolumeClaim": {"claimName": "data-db-1"}}
    fewer = stage.applied(cluster, [made(replicas=1, volumeClaimTemplates=[CLAIM])])
    assert stage.named(fewer, "PersistentVolumeClaim") == ["data-db-0", "data-db-1"]
    assert stage.named(stage.without(fewer, "StatefulSet", "db"), "PersistentVolumeClaim") == [
        "data-db-0",
        "data-db-1",
    ]


def test_claims_go_along_where_that_is_the_policy() -> None:
    policy = {"whenScaled": "Delete", "whenDeleted": "Delete"}
    spec: dict[str, Any] = {
        "volumeClaimTemplates": [CLAIM],
        "persistentVolumeClaimRetentionPolicy": policy,
    }
    cluster = stage.applied(stage.saved(stage.new()), [made(replicas=2, **spec)])
    fewer = stage.applied(cluster, [made(replicas=1, **spec)])
    assert stage.named(fewer, "PersistentVolumeClaim") == ["data-db-0"]
    gone = stage.without(fewer, "StatefulSet", "db")
    assert (
        not gone.of("PersistentVolumeClaim")
        and not gone.of("Pod")
        and not gone.of("ControllerRevision")
    )


def test_a_set_that_comes_without_its_revisions_believes_its_status() -> None:
    found = stage.recording("statefulset")
    owner = next(obj for obj in found["dump"] if obj["kind"] == "StatefulSet")
    cluster = stage.with_put(
        stage.saved(stage.new()),
        *(obj for obj in found["dump"] if obj["kind"] in ("StatefulSet", "Pod")),
    )
    assert stage.named(cluster, "ControllerRevision") == [owner["status"]["updateRevision"]]
    assert read(stage.one(cluster, "StatefulSet", "web"), "status") == owner["status"]


def deleted(replicas: int, unready: tuple[int, ...], policy: str, **strategy: Any) -> list[str]:
    """Return the pods that go at once when the image of a settled set changes."""
    cluster = stage.applied(
        stage.saved(stage.new()), [made(replicas=replicas, podManagementPolicy=policy)]
    )
    draft = cluster.draft()
    for number in unready:
        pod = stage.one(cluster, "Pod", f"db-{number}")
        draft.put(write(pod, "status.conditions", [{"type": "Ready", "status": "False"}]))
    rolling = {"type": "RollingUpdate", "rollingUpdate": strategy}
    new = made(
        "registry.example/pg:17",
        replicas,
        podManagementPolicy=policy,
        updateStrategy=rolling,
    )
    later = stage.taken_in(draft.cluster(), [new])
    for change in stateful_set.reconcile(later):
        if isinstance(change, Put) and change.object["kind"] == "ControllerRevision":
            draft = later.draft()
            draft.put(change.object)
            later = draft.cluster()
    changes = stateful_set.reconcile(later)
    return [change.key.name for change in changes if isinstance(change, Delete)]


@pytest.mark.parametrize(
    ("replicas", "unready", "strategy", "expected"),
    [
        (4, (), {}, ["db-3"]),
        (4, (), {"partition": 3}, ["db-3"]),
        (4, (), {"partition": 4}, []),
        (4, (), {"maxUnavailable": 2}, ["db-3", "db-2"]),
        (4, (), {"maxUnavailable": 9}, ["db-3", "db-2", "db-1", "db-0"]),
        (4, (), {"maxUnavailable": 2, "partition": 3}, ["db-3"]),
        (4, (3,), {}, ["db-3"]),
        (4, (3,), {"maxUnavailable": 2}, ["db-3", "db-2"]),
        (4, (2,), {"maxUnavailable": 2}, ["db-3", "db-2"]),
        (4, (3, 2), {"maxUnavailable": 3}, ["db-3", "db-2", "db-1"]),
        (4, (0,), {"maxUnavailable": 3}, ["db-3", "db-2", "db-1"]),
    ],
)
def test_so_many_pods_go_at_once(
    replicas: int, unready: tuple[int, ...], strategy: dict[str, Any], expected: list[str]
) -> None:
    assert deleted(replicas, unready, "Parallel", **strategy) == expected
    ordered = [] if unready else expected  # who is not ready is waited for
    assert deleted(replicas, unready, "OrderedReady", **strategy) == ordered
