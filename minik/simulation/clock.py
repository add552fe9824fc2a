"""The cluster's clock: it moves from one due moment to the next, and the controllers run at each.

A controller that waits for a time yields it in `due_times(cluster)`. What happens only because time
passes it yields in `when_due(cluster)`, which runs only when the clock is moved. So an imported
cluster, however old, stays as it was recorded.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from minik import controllers
from minik.errors import ClientError
from minik.model import setting_rules
from minik.model.cluster import Cluster
from minik.model.duration import LAST, BadDuration, after, parse_duration
from minik.simulation import cron_runs

FARTHEST = 10 * 366 * 24 * 3600


def advance(cluster: Cluster, until: datetime) -> Iterator[Cluster]:
    """Yield the cluster at every moment at which something is due, and last at `until`."""
    while cluster.now < until:
        cluster = tick(
            cluster.at(
                min([moment for moment in due_times(cluster) if moment > cluster.now] + [until])
            )
        )
        yield cluster


def later(cluster: Cluster, length: timedelta) -> datetime:
    """Return the time so much later; raise ClientError where the cluster's clock would leave the
    calendar, or be further ahead of real time than a state may hold, or CronJobs run too often.
    """
    ahead = cluster.settings.clock + length.total_seconds()
    if ahead > setting_rules.FARTHEST or after(cluster.now, length) > LAST:
        raise ClientError(
            f"the cluster's clock stands at {cluster.now:%Y-%m-%dT%H:%M:%SZ}: it can move neither beyond the year 9999, nor more than "
            f"{setting_rules.FARTHEST_YEARS} years ahead of real time"
        )
    until = after(cluster.now, length)
    cron_runs.check(cluster, until)
    return until


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield every moment for which some controller waits."""
    for controller in controllers.load_all():
        yield from controller.due_times(cluster)


def tick(cluster: Cluster) -> Cluster:
    """Return the cluster after all that is due at its present time, settled."""
    for controller in controllers.load_all():
        cluster, _ = controllers.step(cluster, controller, controller.when_due)
    return controllers.settle(cluster)


def parse_length(text: str) -> timedelta:
    """Parse a duration of whole seconds, up to ten years; raise ClientError otherwise."""
    try:
        length = parse_duration(text)
    except BadDuration as error:
        raise ClientError(str(error)) from None
    if length <= 0 or length > FARTHEST or length != int(length):
        raise ClientError(
            f'invalid duration "{text}": the clock moves forward, by whole seconds, and by ten years at most'
        )
    return timedelta(seconds=int(length))
