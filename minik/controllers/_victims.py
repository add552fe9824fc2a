"""Whom a set gives up first when it has too many pods. Upstream rule: `controller.ActivePodsWithRanks`."""
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cmp_to_key
from math import log2

from minik.controllers import _availability
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import moment
from minik.model.object import Object

PHASES = {"Pending": 0, "Unknown": 1, "Running": 2}
COST = "controller.kubernetes.io/pod-deletion-cost"


def chosen(cluster: Cluster, owner: Object, active: Sequence[Object], count: int) -> Sequence[Object]:
    """So many of a set's active pods, those that are missed least."""
    if count >= len(active):
        return active
    doubled = Counter(pods.node(pod) for pod in related(cluster, owner, active))

    def compared(one: Object, other: Object) -> int:
        mine, others = standing(one, doubled), standing(other, doubled)
        return -1 if mine < others else 1 if mine > others else by_age(one, other, cluster.now)
    return sorted(active, key=cmp_to_key(compared))[:count]


def related(cluster: Cluster, owner: Object, active: Sequence[Object]) -> Sequence[Object]:
    """The active pods of all sets of the same owner."""
    above = objects.owner(owner)
    if above is None:
        return active
    sets = cluster.owned_by(above["uid"], owner["kind"])
    return [pod for one in sets for pod in cluster.owned_by(objects.uid(one), "Pod") if _availability.is_active(pod)]


def standing(pod: Object, doubled: Mapping[str, int]) -> tuple[bool, int, bool, int, int]:
    """The first that counts: on a node, running, ready, its declared cost, alone on its node."""
    cost = objects.annotations(pod).get(COST, "0")
    return (bool(pods.node(pod)), PHASES.get(pods.phase(pod), 0), pods.is_ready(pod),
            int(cost) if cost.removeprefix("-").isdecimal() else 0, -doubled[pods.node(pod)])


# Age counts in powers of two only, so that it is not always the youngest that go; among equals the uid decides.
def by_age(one: Object, other: Object, now: datetime) -> int:
    """Then: ready for a shorter time, more restarts, younger."""
    mine, others = _availability.ready_since(one), _availability.ready_since(other)
    if mine != others and pods.is_ready(one) and pods.is_ready(other):
        return _newer(one, other, mine, others, now)
    restarts = _restarts(other) - _restarts(one)
    if restarts:
        return restarts
    born, others_birth = (moment(pod["metadata"]["creationTimestamp"]) for pod in (one, other))
    return _newer(one, other, born, others_birth, now) if born != others_birth else _by_uid(one, other)


def _newer(one: Object, other: Object, mine: datetime | None, others: datetime | None, now: datetime) -> int:
    if mine is None or others is None:
        return -1 if mine is None else 1
    return _magnitude(mine, now) - _magnitude(others, now) or _by_uid(one, other)


def _magnitude(since: datetime, now: datetime) -> int:
    passed = (now - since).total_seconds()
    return int(log2(passed * 1e9)) if passed > 0 else -1


def _by_uid(one: Object, other: Object) -> int:
    return -1 if objects.uid(one) < objects.uid(other) else 1


def _restarts(pod: Object) -> int:
    return max((int(status.get("restartCount") or 0) for status in objects.status(pod).get("containerStatuses") or ()), default=0)
