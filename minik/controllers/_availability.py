"""Which pods count: active, ready, available. Upstream rules: `controller.IsPodActive`, `podutil.IsPodAvailable`."""
from collections.abc import Iterator
from datetime import datetime, timedelta

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import moment
from minik.model.object import Object, read


def is_active(pod: Object) -> bool:
    """Whether it runs or will run: neither ended nor told to go."""
    return not pods.is_terminal(pod) and not pods.is_terminating(pod)


def ready_since(pod: Object) -> datetime | None:
    """Since when it has been ready; nothing where it is not, or nobody wrote it down."""
    condition = pods.condition(pod, "Ready")
    since = condition.get("lastTransitionTime") if condition and condition.get("status") == "True" else None
    return moment(since) if since else None


def is_available(pod: Object, seconds: int, now: datetime) -> bool:
    """Whether it has been ready for as long as it must be to be relied on."""
    if not pods.is_ready(pod):
        return False
    since = ready_since(pod) if seconds else None
    return not seconds or since is not None and since + timedelta(seconds=seconds) <= now


def alarms(cluster: Cluster, kind: str) -> Iterator[datetime]:
    """The moments at which pods of workloads of a kind will have been ready for long enough."""
    for owner in cluster.of(kind):
        seconds = read(owner, "spec.minReadySeconds", 0)
        for pod in cluster.owned_by(objects.uid(owner), "Pod") if seconds else ():
            since = ready_since(pod)
            if since and not is_available(pod, seconds, cluster.now):
                yield since + timedelta(seconds=seconds)
