"""The clean-up of finished jobs by `spec.ttlSecondsAfterFinished`. Upstream rule:
`pkg/controller/ttlafterfinished`.
"""

from collections.abc import Iterator
from datetime import datetime

from minik.kinds import job as jobs
from minik.model import object as objects
from minik.model.change import Delete
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.duration import after, parse_time
from minik.model.object import Object, read

ENDED = ("Complete", "Failed")


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when finished jobs are to be deleted."""
    for job in cluster.of("Job"):
        due = expiry_time(job)
        if due:
            yield due


def when_due(cluster: Cluster) -> Iterator[Delete]:
    """Yield deletions of jobs finished longer ago than their TTL."""
    for job in cluster.of("Job"):
        due = expiry_time(job)
        if due and due <= cluster.now:
            yield Delete(objects.key(job))


def expiry_time(job: Object) -> datetime | None:
    """Return when a finished job is to be deleted; None if it is kept."""
    seconds = read(job, "spec.ttlSecondsAfterFinished")
    if seconds is None or not jobs.is_finished(job):
        return None
    finish_time = max(
        (
            condition.get("lastTransitionTime") or ""
            for condition in objects.status(job)["conditions"]
            if condition.get("type") in ENDED and condition.get("status") == "True"
        ),
        default="",
    )
    return after(parse_time(finish_time), seconds) if finish_time else None


CONTROLLER = Controller(
    "ttl-after-finished-controller",
    ("Job",),
    Phase.WORKLOADS,
    due_times=due_times,
    when_due=when_due,
)
