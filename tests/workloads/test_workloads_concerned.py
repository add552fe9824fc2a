"""Which owners a controller that is at rest looks at: those that something has happened to."""

from collections.abc import Sequence

import pytest
import stage

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, write
from minik.workloads import concerned


def sets(cluster: Cluster) -> list[str]:
    """Return the names of the sets that are looked at, in order."""
    return [objects.name(one) for one in concerned.owners(cluster, "ReplicaSet", "Pod")]


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    """Three replica sets of a pod each, two in one namespace."""
    shop = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
    made = [stage.workload("ReplicaSet", name, {"app": name}, replicas=1) for name in "ba"]
    other = stage.workload("ReplicaSet", "c", {"app": "c"}, replicas=1)
    other = {**other, "metadata": {"name": "c", "namespace": "shop"}}
    return stage.applied(stage.saved(stage.new()), [shop, *made, other])


def pod_of(cluster: Cluster, name: str, namespace: str = "default") -> Object:
    owner = stage.one(cluster, "ReplicaSet", name, namespace)
    return next(iter(cluster.owned_by(objects.uid(owner), "Pod")))


def after(cluster: Cluster, put: Sequence[Object] = (), gone: Sequence[Object] = ()) -> Cluster:
    """Return a cluster at rest before these changes."""
    draft = cluster.draft()
    for obj in put:
        draft.put(obj)
    for obj in gone:
        draft.delete(objects.key(obj))
    return draft.cluster().as_rested(True)


def test_without_a_rest_all_are_looked_at(cluster: Cluster) -> None:
    assert sets(cluster) == ["a", "b", "c"]


def test_where_nothing_has_happened_none_is(cluster: Cluster) -> None:
    assert sets(after(cluster)) == []
    node = stage.one(cluster, "Node", "node-1", "")
    assert sets(after(cluster, [write(node, "metadata.labels.a", "b")])) == []


def test_an_owner_that_has_changed_is(cluster: Cluster) -> None:
    changed = write(stage.one(cluster, "ReplicaSet", "b"), "spec.replicas", 3)
    assert sets(after(cluster, [changed])) == ["b"]


def test_the_owner_of_a_pod_that_has_changed_or_gone_is(cluster: Cluster) -> None:
    assert sets(after(cluster, [write(pod_of(cluster, "a"), "status.phase", "Failed")])) == ["a"]
    assert sets(after(cluster, gone=[pod_of(cluster, "c", "shop")])) == ["c"]
    both = [write(pod_of(cluster, name), "status.phase", "Failed") for name in "ab"]
    assert sets(after(cluster, both)) == ["a", "b"]


def test_a_pod_that_nobody_controls_may_be_adopted_by_any_of_its_namespace(
    cluster: Cluster,
) -> None:
    assert sets(after(cluster, [stage.running("alone", "10.244.1.9", {"app": "x"})])) == ["a", "b"]
    orphan = objects.drop(pod_of(cluster, "a"), "metadata.ownerReferences")
    assert sets(after(cluster, [orphan])) == ["a", "b"]


def test_an_owner_that_has_gone_is_not(cluster: Cluster) -> None:
    gone = stage.one(cluster, "ReplicaSet", "a")
    assert sets(after(cluster, gone=[gone, pod_of(cluster, "a")])) == []
