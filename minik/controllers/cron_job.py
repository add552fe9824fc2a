"""Cron jobs: a job whenever it is time. Upstream rule: `pkg/controller/cronjob`.

It is time when the cluster's clock is moved over a moment of the schedule (`ring`); time that passes while nobody looks starts nothing.
"""
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from minik.controllers import _claims, _names
from minik.intake.admission import timestamp
from minik.kinds import cron_job as cron_jobs
from minik.kinds import job as jobs
from minik.model import object as objects
from minik.model import schedule as schedules
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.duration import moment
from minik.model.object import Object, read

WATCHES = ("CronJob", "Job")
PATIENCE = 5
SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp"
KEPT = (("successfulJobsHistoryLimit", "Complete"), ("failedJobsHistoryLimit", "Failed"))


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for cron_job in cluster.of("CronJob"):
        members = _claims.dependents(cluster, cron_job, "Job")
        yield from forgotten(cron_job, members)
        yield from told(cron_job, members)


def told(cron_job: Object, members: Sequence[Object]) -> Iterator[Put]:
    """The cron job with its status: which of its jobs are at it, and when one last ended well."""
    active = [reference(job) for job in members if not jobs.is_finished(job)]
    kept = {name: value for name, value in objects.status(cron_job).items() if name != "active"}
    ended = [text for job in members if jobs.has(job, "Complete") and (text := read(job, "status.completionTime", ""))]
    last = max([*ended, *([kept["lastSuccessfulTime"]] if kept.get("lastSuccessfulTime") else [])], default="")
    status = {**kept, **({"lastSuccessfulTime": last} if last else {}), **({"active": active} if active else {})}
    if status != objects.status(cron_job):
        yield Put({**cron_job, "status": status})


def reference(job: Object) -> Object:
    """A job as its cron job lists it."""
    metadata = job["metadata"]
    return {"apiVersion": job["apiVersion"], "kind": "Job", "name": metadata["name"], "namespace": metadata["namespace"],
            "resourceVersion": metadata.get("resourceVersion", ""), "uid": metadata["uid"]}


def forgotten(cron_job: Object, members: Sequence[Object]) -> Iterator[Delete]:
    """The oldest of the jobs that have ended, beyond as many as are kept."""
    for field, condition in KEPT:
        limit, ended = read(cron_job, f"spec.{field}"), [job for job in members if jobs.has(job, condition)]
        ended.sort(key=lambda job: (read(job, "status.startTime", ""), objects.name(job)))
        if limit is not None and len(ended) > limit:
            yield from (Delete(objects.key(job)) for job in ended[:len(ended) - limit])


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """The next time of every schedule that is not suspended."""
    for cron_job in cluster.of("CronJob"):
        if not cron_jobs.is_suspended(cron_job) and not _claims.going(cron_job):
            found = following(cron_job, cluster.now)
            if found:
                yield found


def ring(cluster: Cluster) -> Iterable[Change]:
    """The jobs for which it is time at this very moment."""
    for cron_job in cluster.of("CronJob"):
        held = cron_jobs.is_suspended(cron_job) or _claims.going(cron_job)
        if held or following(cron_job, cluster.now - timedelta(seconds=1)) != cluster.now:
            continue
        active = [job for job in _claims.dependents(cluster, cron_job, "Job") if not jobs.is_finished(job)]
        policy = read(cron_job, "spec.concurrencyPolicy", "Allow")
        job = made(cron_job, cluster.now)
        if active and policy == "Forbid" or cluster.get(*objects.key(job)) is not None:
            continue
        yield from (Delete(objects.key(job)) for job in active if policy == "Replace")
        yield Put(job)
        yield Put(objects.write(cron_job, "status.lastScheduleTime", timestamp(cluster.now)))


def following(cron_job: Object, now: datetime) -> datetime | None:
    """The first time after a moment, by the clock that its schedule means; none of one that cannot be read, as a dump may hold it."""
    try:
        schedule = schedules.parsed(cron_jobs.schedule(cron_job))
    except schedules.BadSchedule:
        return None
    if schedule.every:
        since = moment(read(cron_job, "status.lastScheduleTime") or cron_job["metadata"]["creationTimestamp"])
        rounds = max((now - since) // timedelta(seconds=schedule.every), 0) + 1
        return since + timedelta(seconds=schedule.every) * rounds
    found = schedules.following(schedule, now.astimezone(zone(cron_jobs.time_zone(cron_job))))
    return found.astimezone(UTC) if found else None


def zone(name: str | None) -> tzinfo:
    """The clock of a place; without a name, or where its rules are not known here, the cluster's own."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 only schedules of other places need it
    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def made(cron_job: Object, now: datetime) -> Object:
    """The job of one time, with that time in its name."""
    template = read(cron_job, "spec.jobTemplate", {})
    given = template.get("metadata") or {}
    local = now.astimezone(zone(cron_jobs.time_zone(cron_job)))
    annotations = {**(given.get("annotations") or {}), SCHEDULED: local.isoformat().replace("+00:00", "Z")}
    metadata = {"name": f"{objects.name(cron_job)}-{int(now.timestamp()) // 60}", "namespace": objects.namespace(cron_job),
                "annotations": annotations, **({"labels": given["labels"]} if given.get("labels") else {}),
                "ownerReferences": [_names.owner(cron_job)]}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": template.get("spec") or {}}
