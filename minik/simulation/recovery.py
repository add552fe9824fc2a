"""When a node failure is over: no more evictions are due and the replacement pods are ready."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from minik.controllers import kubelet, node_lifecycle, pod_garbage_collector, taint_eviction
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import after
from minik.simulation import clock

READY_TIMEOUT = timedelta(minutes=10)  # for which new pods are watched turning ready


def follow_recovery(cluster: Cluster) -> Iterator[Cluster]:
    """Yield the cluster at every moment until the failure is over."""
    known_uids = {objects.uid(pod) for pod in cluster.of("Pod")}
    while True:
        when = next_moment(cluster, known_uids)
        if when is None:
            return
        for cluster in clock.advance(cluster, when):  # noqa: B020 the last is where the next begins
            yield cluster


def next_moment(cluster: Cluster, known_uids: set[str]) -> datetime | None:
    """Return the next moment worth waiting for; None if the failure is over."""
    moments = [
        *node_lifecycle.due_times(cluster),
        *taint_eviction.due_times(cluster),
        *pod_garbage_collector.due_times(cluster),
    ]
    if any(
        objects.uid(pod) not in known_uids and not pods.is_ready(pod) and pods.node(pod)
        for pod in cluster.of("Pod")
    ):
        moments += [
            moment
            for moment in kubelet.due_times(cluster)
            if moment <= after(cluster.now, READY_TIMEOUT)
        ]
    return min((moment for moment in moments if moment > cluster.now), default=None)
