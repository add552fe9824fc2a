"""How many runs of CronJobs a span of time brings: more than minik plays is refused before it begins."""

from datetime import datetime

from minik.controllers import cron_job as controller
from minik.errors import ClientError
from minik.kinds import cron_job as cron_jobs
from minik.kinds import job as jobs
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.pod_life import behaviour
from minik.workloads import ownership

MOST_RUNS = 5_000  # that end, or that follow one another; each is made, started and swept away
MOST_STANDING = 500  # that do not end: each stays, and every later one looks at all
HINT = (
    "less time; or let runs end: minik init --job-duration 1m, or the annotation "
    f"{behaviour.BEHAVIOUR}: exit=0@1m in the template of the pods"
)


def check(cluster: Cluster, until: datetime) -> None:
    """Raise ClientError where CronJobs would run more often until a time than minik plays."""
    runs = 0
    for cron_job in cluster.of("CronJob"):
        standing = 0 if ends(cluster, cron_job) else active_runs(cluster, cron_job)
        most = MOST_RUNS - runs if ends(cluster, cron_job) else MOST_STANDING - standing
        number = count(cluster, cron_job, until, most)
        if number > most:
            what = "runs" if ends(cluster, cron_job) else "runs that do not end"
            limit = MOST_RUNS if ends(cluster, cron_job) else MOST_STANDING
            raise ClientError(
                f"CronJob {objects.key(cron_job).path} would run more than {number + standing - 1} times until "
                f"{until:%Y-%m-%dT%H:%M:%SZ}: minik plays {limit} {what}",
                hint=HINT,
            )
        runs += number


def ends(cluster: Cluster, cron_job: Object) -> bool:
    """Return whether the runs of a CronJob end, or at most one of them is at work."""
    template = read(cron_job, "spec.jobTemplate.spec.template", {})
    return bool(
        cluster.settings.job_duration
        or read(cron_job, "spec.concurrencyPolicy", "Allow") != "Allow"
        or behaviour.BEHAVIOUR in (read(template, "metadata.annotations") or {})
        or read(cron_job, "spec.jobTemplate.spec.activeDeadlineSeconds")
    )


def active_runs(cluster: Cluster, cron_job: Object) -> int:
    """Return how many Jobs of a CronJob have not ended."""
    made = ownership.dependents(cluster, cron_job, "Job")
    return sum(not jobs.is_finished(job) for job in made)


def count(cluster: Cluster, cron_job: Object, until: datetime, most: int) -> int:
    """Return how often a CronJob runs until a time; one more than `most` where it is more."""
    if cron_jobs.is_suspended(cron_job) or ownership.is_terminating(cron_job):
        return 0
    number, moment = 0, controller.next_time(cron_job, cluster.now)
    while moment and moment <= until and number <= most:
        number += 1
        moment = controller.next_time(cron_job, moment)
    return number
