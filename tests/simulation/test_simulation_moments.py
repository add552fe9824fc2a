"""A supposed event moment by moment."""

import pytest
import wirings

from minik.errors import MinikError
from minik.model.cluster import Cluster
from minik.simulation import moments
from minik.timelines import cluster_timeline


@pytest.fixture(scope="module")
def cluster() -> Cluster:
    return wirings.applied([wirings.DATA / "pictures" / "shop.yaml"])


def counts(cluster: Cluster, name: str) -> int:
    return len(cluster_timeline.ready_endpoints(cluster).get(("shop", name), ()))


def test_a_rollout_never_has_fewer_pods_than_it_should(cluster: Cluster) -> None:
    found = list(moments.follow(cluster, "restart deploy/web", "shop"))
    numbers = [counts(moment, "web") for moment in found]
    assert min(numbers) == 3 and max(numbers) == 4 and numbers[-1] == 3
    before = {pod["metadata"]["name"] for pod in cluster.within("Pod", "shop")}
    after = {pod["metadata"]["name"] for pod in found[-1].within("Pod", "shop")}
    assert not {name for name in before & after if name.startswith("web")}


def test_a_node_failure_is_followed_to_its_end(cluster: Cluster) -> None:
    node = cluster.within("Pod", "shop")[0]["spec"]["nodeName"]
    found = list(moments.follow(cluster, f"node-down {node}", "shop"))
    assert len(found) >= 3 and found[-1].now > found[0].now
    assert counts(found[-1], "api") == 3 and min(counts(one, "api") for one in found) < 3


@pytest.mark.parametrize("event", ["scale deploy/api 1", "unready {pod}", "advance 1m"])
def test_other_events_have_their_moments_too(cluster: Cluster, event: str) -> None:
    pod = cluster.within("Pod", "shop")[0]["metadata"]["name"]
    assert list(moments.follow(cluster, event.format(pod=pod), "shop"))


@pytest.mark.parametrize(
    "event",
    ["", "fly", "restart", "restart deploy/nobody", "restart svc/web", "node-down x", "advance"],
)
def test_what_cannot_happen_is_refused(cluster: Cluster, event: str) -> None:
    with pytest.raises(MinikError):
        list(moments.follow(cluster, event, "shop"))
