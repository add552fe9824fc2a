"""Replica sets and replication controllers: as many pods as were asked for, whose they are, and who
goes first.
"""

from typing import Any

import pytest
import stage

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, drop, read, write
from minik.workloads import deletion_order

WEB = {"app": "web"}
KINDS = ("ReplicaSet", "ReplicationController")


def made(kind: str, image: str = "registry.example/web:1", **spec: Any) -> Object:
    return stage.workload(kind, "web", WEB, image, **{"replicas": 3, **spec})


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def cluster(kind: str) -> Cluster:
    return stage.applied(stage.saved(stage.new()), [made(kind)])


def test_status_counts_its_pods(kind: str, cluster: Cluster) -> None:
    counts = {
        "replicas": 3,
        "readyReplicas": 3,
        "availableReplicas": 3,
        "fullyLabeledReplicas": 3,
        "observedGeneration": 1,
    }
    extra = {"terminatingReplicas": 0} if kind == "ReplicaSet" else {}
    assert stage.one(cluster, kind, "web")["status"] == counts | extra


@pytest.mark.proves("A5")
@pytest.mark.proves("B5")
def test_a_pod_that_goes_is_replaced_by_another_with_name_uid_and_address_of_its_own(
    cluster: Cluster,
) -> None:
    gone = cluster.of("Pod")[0]
    after = stage.without(cluster, "Pod", objects.name(gone))
    (new,) = [
        pod for pod in after.of("Pod") if objects.name(pod) not in stage.named(cluster, "Pod")
    ]
    assert len(after.of("Pod")) == 3
    assert (
        objects.uid(new) != objects.uid(gone) and new["status"]["podIP"] != gone["status"]["podIP"]
    )


@pytest.mark.proves("B9")
def test_a_bare_pod_that_goes_is_not_replaced() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [stage.pod("alone", WEB)])
    assert not stage.without(cluster, "Pod", "alone").of("Pod")


@pytest.mark.proves("B11")
@pytest.mark.proves("B12")
def test_a_changed_template_touches_no_pod_and_is_used_for_new_ones(
    kind: str, cluster: Cluster
) -> None:
    changed = stage.applied(cluster, [made(kind, "registry.example/web:2")])
    assert [repr(pod) for pod in changed.of("Pod")] == [repr(pod) for pod in cluster.of("Pod")]
    more = stage.applied(changed, [made(kind, "registry.example/web:2", replicas=4)])
    fresh = stage.without(more, "Pod", stage.named(cluster, "Pod")[0])
    assert sorted(pod["spec"]["containers"][0]["image"][-1] for pod in fresh.of("Pod")) == [
        "1",
        "1",
        "2",
        "2",
    ]


@pytest.mark.proves("H7")
@pytest.mark.parametrize("replicas", [0, 1, 3, 7])
def test_it_has_as_many_as_it_is_asked_for(kind: str, cluster: Cluster, replicas: int) -> None:
    after = stage.applied(cluster, [made(kind, replicas=replicas)])
    assert (
        len(after.of("Pod")) == replicas == read(stage.one(after, kind, "web"), "status.replicas")
    )


def test_a_pod_that_ended_or_goes_does_not_count(cluster: Cluster) -> None:
    failed, going = cluster.of("Pod")[:2]
    going = write(going, "metadata.deletionTimestamp", "2026-11-23T08:00:30Z")
    after = stage.with_put(cluster, write(failed, "status.phase", "Failed"), going)
    assert len(after.of("Pod")) == 5


def test_it_adopts_a_pod_that_nobody_owns_instead_of_making_one(kind: str) -> None:
    before = stage.applied(
        stage.saved(stage.new()), [stage.pod("mine", WEB), stage.pod("not-mine", {"app": "other"})]
    )
    after = stage.applied(before, [made(kind, replicas=2)])
    assert len(after.of("Pod")) == 3
    assert stage.one(after, "Pod", "mine")["metadata"]["ownerReferences"][0]["uid"] == objects.uid(
        stage.one(after, kind, "web")
    )
    assert "ownerReferences" not in stage.one(after, "Pod", "not-mine")["metadata"]


def test_it_lets_go_of_a_pod_whose_labels_changed_and_makes_another(cluster: Cluster) -> None:
    changed = write(cluster.of("Pod")[0], "metadata.labels", {"app": "debug"})
    after = stage.with_put(cluster, changed)
    assert len(after.of("Pod")) == 4
    assert "ownerReferences" not in stage.one(after, "Pod", objects.name(changed))["metadata"]


def test_it_takes_no_pod_from_another(kind: str, cluster: Cluster) -> None:
    rival = write(made(kind, replicas=1), "metadata.name", "rival")
    after = stage.applied(cluster, [rival])
    owners = [pod["metadata"]["ownerReferences"][0]["name"] for pod in after.of("Pod")]
    assert sorted(owners) == ["rival", "web", "web", "web"]


def test_expressions_choose_too() -> None:
    selector = {"matchExpressions": [{"key": "app", "operator": "In", "values": ["web", "site"]}]}
    before = stage.applied(stage.saved(stage.new()), [stage.pod("mine", {"app": "site"})])
    after = stage.applied(before, [made("ReplicaSet", replicas=2, selector=selector)])
    assert len(after.of("Pod")) == 2 and "mine" in stage.named(after, "Pod")


def test_pods_are_available_only_when_they_have_been_ready_long_enough() -> None:
    cluster = stage.applied(stage.saved(stage.new()), [made("ReplicaSet", minReadySeconds=30)])
    assert read(stage.one(cluster, "ReplicaSet", "web"), "status.availableReplicas") is None
    later = stage.with_put(stage.saved(cluster, stage.NOW.replace(minute=1)))
    assert read(stage.one(later, "ReplicaSet", "web"), "status.availableReplicas") == 3


def test_what_the_server_refuses_is_not_made_and_not_a_defect() -> None:
    template = {
        "metadata": {"labels": WEB},
        "spec": {"containers": [{"name": "main", "image": "x"}], "priorityClassName": "nobody"},
    }
    cluster = stage.applied(stage.saved(stage.new()), [made("ReplicaSet", template=template)])
    assert (
        not cluster.of("Pod")
        and read(stage.one(cluster, "ReplicaSet", "web"), "status.replicas") == 0
    )


def pod(name: str, **changes: Any) -> Object:
    """A ready pod on a node, but for some fields."""
    found = stage.running(name, f"10.244.1.{len(name)}", WEB)
    for path, value in changes.items():
        found = (
            drop(found, path.replace("__", "."))
            if value is None
            else write(found, path.replace("__", "."), value)
        )
    return found


def ready_since(time: str) -> list[Any]:
    return [{"type": "Ready", "status": "True", "lastTransitionTime": time}]


ORDER = {
    "not on a node": (pod("b", spec__nodeName=None), pod("a")),
    "pending": (pod("b", status__phase="Pending"), pod("a", status__phase="Unknown")),
    "unknown": (pod("b", status__phase="Unknown"), pod("a")),
    "not ready": (pod("b", status__conditions=[]), pod("a")),
    "cheaper": (
        pod("b", metadata__annotations={"controller.kubernetes.io/pod-deletion-cost": "-5"}),
        pod("a"),
    ),
    "ready for a shorter time": (
        pod("b", status__conditions=ready_since("2026-11-23T07:59:59Z")),
        pod("a", status__conditions=ready_since("2026-11-23T07:00:00Z")),
    ),
    "more restarts": (
        pod("b", status__containerStatuses=[{"restartCount": 3}]),
        pod("a", status__containerStatuses=[{"restartCount": 1}]),
    ),
    "younger": (
        pod("b", metadata__creationTimestamp="2026-11-23T07:59:59Z"),
        pod("a", metadata__creationTimestamp="2026-11-23T07:00:00Z"),
    ),
}


@pytest.mark.parametrize("name", ORDER)
def test_who_is_missed_least_goes_first(name: str) -> None:
    first, second = ORDER[name]
    cluster = stage.saved(stage.new())
    for pair in ((first, second), (second, first)):
        assert [
            objects.name(one)
            for one in deletion_order.pods_to_delete(
                cluster, stage.workload("ReplicaSet", "web", WEB), pair, 1
            )
        ] == ["b"]


def test_of_two_on_one_node_one_goes_first() -> None:
    found = [pod("a"), pod("b"), stage.running("c", "10.244.2.9", WEB, node="node-2")]
    chosen = deletion_order.pods_to_delete(
        stage.saved(stage.new()), stage.workload("ReplicaSet", "web", WEB), found, 1
    )
    assert objects.name(chosen[0]) in ("a", "b")
