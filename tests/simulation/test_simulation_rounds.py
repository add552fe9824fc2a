"""A change step by step: what a rollout passes through, and what it never does."""

from collections.abc import Iterator
from itertools import islice

import pytest
import stage
from hypothesis import given, settings
from hypothesis import strategies as st

from minik.client import rollouts
from minik.controllers import settle
from minik.intake import registry
from minik.kinds import kind_of_key
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.simulation import rounds
from minik.timelines import rollout_snapshots
from minik.workloads import rollout_sizes

CLUSTER = stage.new()
SHARES = st.one_of(st.integers(0, 4), st.sampled_from(["0%", "10%", "25%", "34%", "50%", "100%"]))


def deployment(replicas: int, image: str = "web:1", strategy: Object | None = None) -> Object:
    """`web`, with a Service before it."""
    template = {
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "web", "image": image}]},
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "web"},
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"app": "web"}},
            "template": template,
            "strategy": strategy or {},
        },
    }


SERVICE = {
    "apiVersion": "v1",
    "kind": "Service",
    "metadata": {"name": "web"},
    "spec": {"selector": {"app": "web"}, "ports": [{"port": 80}]},
}


def rolling(surge: int | str, unavailable: int | str) -> Object:
    return {
        "type": "RollingUpdate",
        "rollingUpdate": {"maxSurge": surge, "maxUnavailable": unavailable},
    }


def stepped(cluster: Cluster, document: Object) -> Iterator[Cluster]:
    """The cluster after every step of what follows from a document."""
    return rounds.run_rounds(stage.taken_in(cluster, [document]))


def pods(cluster: Cluster) -> list[Object]:
    return [pod for pod in cluster.of("Pod") if not pod["metadata"].get("deletionTimestamp")]


def is_ready(pod: Object) -> bool:
    return any(
        one["type"] == "Ready" and one["status"] == "True"
        for one in objects.status(pod).get("conditions") or ()
    )


@pytest.mark.proves("A6", "H14")
@given(replicas=st.integers(1, 8), surge=SHARES, unavailable=SHARES)
@settings(max_examples=40, deadline=None)
def test_a_rolling_update_never_breaks_its_bounds(
    replicas: int, surge: int | str, unavailable: int | str
) -> None:
    if str(surge).rstrip("%") == "0" and str(unavailable).rstrip("%") == "0":
        return
    cluster = stage.applied(CLUSTER, [deployment(replicas, strategy=rolling(surge, unavailable))])
    more, fewer = rollout_sizes.resolve_fenceposts(replicas, surge, unavailable)
    for moment in stepped(cluster, deployment(replicas, "web:2", rolling(surge, unavailable))):
        assert len(pods(moment)) <= replicas + more
        assert sum(map(is_ready, pods(moment))) >= replicas - fewer
        owners = [
            [one["uid"] for one in pod["metadata"]["ownerReferences"] if one.get("controller")]
            for pod in moment.of("Pod")
        ]
        assert all(len(found) == 1 for found in owners)
    assert {read(pod, "spec.containers")[0]["image"] for pod in moment.of("Pod")} == {"web:2"}
    assert len(pods(moment)) == replicas


def test_an_update_in_the_middle_of_another_keeps_the_bounds_too() -> None:
    cluster = stage.applied(CLUSTER, [deployment(6, strategy=rolling(1, 1))])
    for stop in range(1, 8):
        *_, middle = islice(stepped(cluster, deployment(6, "web:2", rolling(1, 1))), stop)
        for moment in stepped(stage.saved(middle), deployment(6, "web:3", rolling(1, 1))):
            assert sum(map(is_ready, pods(moment))) >= 5
            assert len(pods(moment)) <= 7
        assert {read(pod, "spec.containers")[0]["image"] for pod in moment.of("Pod")} == {"web:3"}


def test_step_by_step_ends_where_one_go_does() -> None:
    cluster = stage.applied(CLUSTER, [deployment(3), SERVICE])
    changed = stage.taken_in(cluster, [deployment(3, "web:2")])
    *_, last = rounds.run_rounds(changed)
    whole = settle(changed)
    assert {kind: len(last.of(kind)) for kind in last.kinds()} == {
        kind: len(whole.of(kind)) for kind in whole.kinds()
    }
    assert last.get("Deployment", "default", "web") is not None
    assert objects.status(last.of("Deployment")[0]) == objects.status(whole.of("Deployment")[0])
    assert not list(rounds.run_rounds(last))


def test_a_cluster_left_in_the_middle_is_brought_to_its_end_by_the_next_change() -> None:
    cluster = stage.applied(CLUSTER, [deployment(3), SERVICE])
    begun = rounds.run_controllers(
        stage.taken_in(cluster, [deployment(3, "web:2")]), {"Deployment"}, step=True
    )
    assert begun.settings.underway
    assert {read(pod, "spec.containers")[0]["image"] for pod in begun.of("Pod")} == {"web:1"}
    other = {**SERVICE, "metadata": {"name": "other"}}
    ended = rounds.run_controllers(stage.taken_in(stage.saved(begun), [other]), {"Service"})
    assert not ended.settings.underway
    assert {read(pod, "spec.containers")[0]["image"] for pod in ended.of("Pod")} == {"web:2"}


@pytest.mark.proves("F76", "H14")
@pytest.mark.parametrize(
    "replicas, strategy, gap",
    [
        (3, rolling("25%", "25%"), False),
        (1, rolling(1, 0), False),
        (1, rolling(0, 1), True),
        (2, rolling(0, "100%"), True),
        (3, {"type": "Recreate"}, True),
    ],
)
def test_whether_a_rollout_leaves_a_service_without_anybody(
    replicas: int, strategy: Object, gap: bool
) -> None:
    cluster = stage.applied(CLUSTER, [deployment(replicas, strategy=strategy), SERVICE])
    draft, workload = cluster.draft(), cluster.of("Deployment")[0]
    kind = kind_of_key("Deployment")
    registry.update(draft, kind, workload, rollouts.restart(kind, workload, cluster.now))
    moments = [
        rollout_snapshots.take_snapshot(later, workload)
        for later in (cluster, *rounds.run_rounds(draft.cluster()))
    ]
    assert moments[0].ready["web"] and moments[-1].ready["web"]
    assert any(not moment.ready["web"] for moment in moments) == gap


@given(
    replicas=st.integers(1, 7),
    most=st.one_of(st.none(), st.integers(1, 4), st.sampled_from(["10%", "50%", "100%"])),
    partition=st.integers(0, 7),
    policy=st.sampled_from(["OrderedReady", "Parallel"]),
)
@settings(max_examples=30, deadline=None)
@pytest.mark.proves("H9")
def test_a_stateful_set_rolls_from_its_last_pod_and_no_more_at_a_time_than_may_be_missing(
    replicas: int, most: int | str | None, partition: int, policy: str
) -> None:
    rolling_update = {"partition": partition, **({} if most is None else {"maxUnavailable": most})}
    strategy = {"type": "RollingUpdate", "rollingUpdate": rolling_update}

    def db(image: str) -> Object:
        return stage.workload(
            "StatefulSet",
            "db",
            {"app": "db"},
            image,
            replicas=replicas,
            podManagementPolicy=policy,
            updateStrategy=strategy,
        )

    first = stage.applied(CLUSTER, [db("db:1")])
    share = int(most.rstrip("%")) * replicas // 100 if isinstance(most, str) else most or 1
    ready = replicas - max(share, 1)
    for cluster in stepped(first, db("db:2")):
        assert sum(map(is_ready, pods(cluster))) >= ready
        images = {
            int(objects.name(pod)[3:]): read(pod, "spec.containers")[0]["image"]
            for pod in pods(cluster)
        }
        assert all(
            images.get(number, "db:1") == "db:1" for number in range(min(partition, replicas))
        )
        new = [number for number, image in images.items() if image == "db:2"]
        assert all(image == "db:2" for number, image in images.items() if new and number > min(new))
    assert {images[number] for number in range(partition, replicas)} <= {"db:2"}


def agent(image: str, strategy: Object) -> Object:
    return stage.workload("DaemonSet", "agent", {"app": "agent"}, image, updateStrategy=strategy)


@pytest.mark.proves("H8")
@given(most=st.one_of(st.integers(1, 4), st.sampled_from(["25%", "50%", "100%"])))
@settings(max_examples=10, deadline=None)
def test_a_daemon_set_rolls_no_more_at_a_time_than_may_be_missing(most: int | str) -> None:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": most}}
    first = stage.applied(stage.new(workers=6), [agent("agent:1", strategy)])
    fewer = rollout_sizes.resolve_share(most, 6, up=True)
    for cluster in stepped(first, agent("agent:2", strategy)):
        assert sum(map(is_ready, pods(cluster))) >= 6 - fewer
        assert len(
            {pod["spec"].get("nodeName", objects.name(pod)) for pod in pods(cluster)}
        ) == len(pods(cluster))
    assert {read(pod, "spec.containers")[0]["image"] for pod in pods(cluster)} == {"agent:2"}


@pytest.mark.parametrize("most", [1, "50%"])
def test_a_daemon_set_may_make_successors_first(most: int | str) -> None:
    strategy = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": most, "maxUnavailable": 0}}
    first = stage.applied(stage.new(workers=4), [agent("agent:1", strategy)])
    more = rollout_sizes.resolve_share(most, 4, up=True)
    counts = []
    for cluster in stepped(first, agent("agent:2", strategy)):
        assert sum(map(is_ready, pods(cluster))) >= 4
        counts.append(len(pods(cluster)))
    assert max(counts) == 4 + more and counts[-1] == 4
    assert {read(pod, "spec.containers")[0]["image"] for pod in pods(cluster)} == {"agent:2"}
