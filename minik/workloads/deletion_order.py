"""The pods that a set deletes first when it has too many. Upstream rule:
`controller.ActivePodsWithRanks`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cmp_to_key
from math import log2

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import parse_time
from minik.model.object import Object
from minik.pod_life import availability

PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}
DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"


def pods_to_delete(
    cluster: Cluster, owner: Object, active: Sequence[Object], count: int
) -> Sequence[Object]:
    """Return `count` of a set's active pods, the least valuable first."""
    if count >= len(active):
        return active
    per_node = Counter(pods.node(pod) for pod in related_pods(cluster, owner, active))

    def compare(one: Object, other: Object) -> int:
        rank, other_rank = deletion_rank(one, per_node), deletion_rank(other, per_node)
        return (
            -1
            if rank < other_rank
            else 1
            if rank > other_rank
            else compare_age(one, other, cluster.now)
        )

    return sorted(active, key=cmp_to_key(compare))[:count]


def related_pods(cluster: Cluster, owner: Object, active: Sequence[Object]) -> Sequence[Object]:
    """Return the active pods of all sets of the same owner."""
    above = objects.owner(owner)
    if above is None:
        return active
    sets = cluster.owned_by(above["uid"], owner["kind"])
    return [
        pod
        for replica_set in sets
        for pod in cluster.owned_by(objects.uid(replica_set), "Pod")
        if availability.is_active(pod)
    ]


def deletion_rank(pod: Object, per_node: Mapping[str, int]) -> tuple[bool, int, bool, int, int]:
    """Return the sort key of a pod; lower goes first: no node, not running, not ready, lower cost,
    more pods on its node.
    """
    cost = objects.annotations(pod).get(DELETION_COST, "0")
    return (
        bool(pods.node(pod)),
        PHASES.get(pods.phase(pod), 0),
        pods.is_ready(pod),
        int(cost) if cost.removeprefix("-").isdecimal() else 0,
        -per_node[pods.node(pod)],
    )


# Age counts in powers of two only, so that it is not always the youngest that go; among equals the
# uid decides.
def compare_age(one: Object, other: Object, now: datetime) -> int:
    """Compare further: ready for a shorter time, more restarts, younger."""
    ready_time, other_ready_time = availability.ready_since(one), availability.ready_since(other)
    if ready_time != other_ready_time and pods.is_ready(one) and pods.is_ready(other):
        return _compare_times(one, other, ready_time, other_ready_time, now)
    restarts = _restarts(other) - _restarts(one)
    if restarts:
        return restarts
    birth, other_birth = (parse_time(pod["metadata"]["creationTimestamp"]) for pod in (one, other))
    return (
        _compare_times(one, other, birth, other_birth, now)
        if birth != other_birth
        else _by_uid(one, other)
    )


def _compare_times(
    one: Object, other: Object, time: datetime | None, other_time: datetime | None, now: datetime
) -> int:
    if time is None or other_time is None:
        return -1 if time is None else 1
    return _magnitude(time, now) - _magnitude(other_time, now) or _by_uid(one, other)


def _magnitude(since: datetime, now: datetime) -> int:
    passed = (now - since).total_seconds()
    return int(log2(passed * 1e9)) if passed > 0 else -1


def _by_uid(one: Object, other: Object) -> int:
    return -1 if objects.uid(one) < objects.uid(other) else 1


def _restarts(pod: Object) -> int:
    return max(
        (
            int(status.get("restartCount") or 0)
            for status in objects.status(pod).get("containerStatuses") or ()
        ),
        default=0,
    )
