"""How long a job waits before it tries again: ten seconds after the first failure, twice as long
after each further one, ten minutes at most. Upstream rule: `backoff_utils.go`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.duration import parse_time_or_none
from minik.model.object import Object, read

FIRST, LONGEST = timedelta(seconds=10), timedelta(minutes=10)


def back_off_end(members: Sequence[Object]) -> datetime | None:
    """Return when a job may make pods again; None if no pod has failed since the last success."""
    successes = (finish_time(pod) for pod in members if pods.phase(pod) == "Succeeded")
    last_success = max((time for time in successes if time), default=None)
    failures = sorted(
        time
        for pod in members
        if pods.phase(pod) == "Failed" and (time := finish_time(pod))
        if last_success is None or time > last_success
    )
    if not failures:
        return None
    doublings: int = min(len(failures) - 1, 10)
    delay: timedelta = FIRST * (1 << doublings)
    return failures[-1] + min(delay, LONGEST)


def finish_time(pod: Object) -> datetime | None:
    """Return when a finished pod's last container ended; None if nothing tells."""
    ends = [
        time
        for status in objects.status(pod).get("containerStatuses") or ()
        if (time := parse_time_or_none(read(status, "state.terminated.finishedAt")))
    ]
    return max(ends, default=None) or parse_time_or_none(
        (pods.condition(pod, "Ready") or {}).get("lastTransitionTime")
    )


def resume_times(members: Sequence[Object], now: datetime) -> Iterator[datetime]:
    """Yield when the back-off of a job is over, if it is not over yet."""
    end = back_off_end(members)
    if end and end > now:
        yield end
