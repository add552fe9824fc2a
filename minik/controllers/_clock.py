"""The clock moves: from one moment at which something is due to the next, and at each the controllers have their say.

A controller that waits for a time says when in `alarms(cluster)`; what happens by the clock alone, and not because an object is as it is,
it says in `ring(cluster)`, which runs only when the clock is moved: so a dump, however old, stays as it was recorded.
"""
from collections.abc import Iterator
from datetime import datetime, timedelta

from minik import controllers
from minik.errors import ClientError
from minik.model.cluster import Cluster
from minik.model.duration import BadDuration, seconds

FARTHEST = 10 * 366 * 24 * 3600


def passed(cluster: Cluster, until: datetime) -> Iterator[Cluster]:
    """The cluster at every moment at which something is due, and last at the one that is asked for."""
    while cluster.now < until:
        cluster = rung(cluster.at(min([moment for moment in alarms(cluster) if moment > cluster.now] + [until])))
        yield cluster


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """Every moment for which some controller waits."""
    for module in controllers.every():
        if hasattr(module, "alarms"):
            yield from module.alarms(cluster)


def rung(cluster: Cluster) -> Cluster:
    """The cluster at this moment: what the clock alone brings, and what follows from it."""
    for module in controllers.every():
        if hasattr(module, "ring"):
            cluster, _ = controllers.step(cluster, module.ring)
    return controllers.settle(cluster)


def lasting(text: str) -> timedelta:
    """A duration in whole seconds, forward."""
    try:
        found = seconds(text)
    except BadDuration as wrong:
        raise ClientError(str(wrong)) from None
    if found <= 0 or found > FARTHEST or found != int(found):
        raise ClientError(f'invalid duration "{text}": the clock moves forward, by whole seconds, and by ten years at most')
    return timedelta(seconds=int(found))
