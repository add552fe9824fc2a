"""Which pods count: active, ready, available. Upstream rules: `controller.IsPodActive`, `podutil.IsPodAvailable`."""
from datetime import datetime, timedelta

from minik.kinds import pod as pods
from minik.model.duration import moment
from minik.model.object import Object


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
