"""How far one has to look to see the end of what befell a node: nobody is driven out any more, and who came instead is ready."""
from collections.abc import Iterator
from datetime import datetime, timedelta

from minik.controllers import _clock, kubelet, node_lifecycle, pod_garbage_collector, taint_eviction
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster

AWAITED = timedelta(minutes=10)  # for which new pods are watched turning ready


def watched(cluster: Cluster) -> Iterator[Cluster]:
    """The cluster at every moment until then."""
    known = {objects.uid(pod) for pod in cluster.of("Pod")}
    while True:
        when = next_end(cluster, known)
        if when is None:
            return
        for cluster in _clock.passed(cluster, when):  # noqa: B020 the last is where the next begins
            yield cluster


def next_end(cluster: Cluster, known: set[str]) -> datetime | None:
    """The next moment worth waiting for."""
    moments = [*node_lifecycle.alarms(cluster), *taint_eviction.alarms(cluster), *pod_garbage_collector.alarms(cluster)]
    if any(objects.uid(pod) not in known and not pods.is_ready(pod) and pods.node(pod) for pod in cluster.of("Pod")):
        moments += [moment for moment in kubelet.alarms(cluster) if moment <= cluster.now + AWAITED]
    return min((moment for moment in moments if moment > cluster.now), default=None)
