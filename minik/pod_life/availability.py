"""Active, ready and available pods. Upstream rules: `controller.IsPodActive`,
`podutil.IsPodAvailable`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import after, parse_time
from minik.model.object import Object, read


def is_active(pod: Object) -> bool:
    """Whether a pod is neither finished nor terminating."""
    return not pods.is_terminal(pod) and not pods.is_terminating(pod)


def ready_since(pod: Object) -> datetime | None:
    """Return when a pod became ready; None if it is not ready or the time is not recorded."""
    condition = pods.condition(pod, "Ready")
    since = (
        condition.get("lastTransitionTime")
        if condition and condition.get("status") == "True"
        else None
    )
    return parse_time(since) if since else None


def is_available(pod: Object, seconds: int, now: datetime) -> bool:
    """Whether a pod has been ready for at least `seconds` (minReadySeconds)."""
    if not pods.is_ready(pod):
        return False
    since = ready_since(pod) if seconds else None
    return not seconds or since is not None and after(since, seconds) <= now


def has_grown(owner: Object, field: str, members: Iterable[Object], now: datetime) -> bool:
    """Return whether more pods have been ready for minReadySeconds than a field of the status says."""
    seconds = read(owner, "spec.minReadySeconds", 0)
    available = sum(is_available(pod, seconds, now) for pod in members)
    return bool(seconds) and available > objects.status(owner).get(field, 0)


def due_times(cluster: Cluster, kind: str) -> Iterator[datetime]:
    """Yield when pods of a kind of workload will have been ready for minReadySeconds."""
    for owner in cluster.of(kind):
        seconds = read(owner, "spec.minReadySeconds", 0)
        for pod in cluster.owned_by(objects.uid(owner), "Pod") if seconds else ():
            since = ready_since(pod)
            if since and not is_available(pod, seconds, cluster.now):
                yield after(since, seconds)
