"""Cron jobs: create a job at each scheduled time. Upstream rule: `pkg/controller/cronjob`.

A job is created when the cluster's clock is moved over a scheduled time (`when_due`), never otherwise.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo

from minik.intake.system_metadata import timestamp
from minik.kinds import cron_job as cron_jobs
from minik.kinds import job as jobs
from minik.model import object as objects
from minik.model import schedule as schedules
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, Dependents, NewEvent, OptionalObject, Phase
from minik.model.duration import after, parse_time
from minik.model.object import Object, read
from minik.workloads import object_names, ownership

SCHEDULED = "batch.kubernetes.io/cronjob-scheduled-timestamp"
NEVER = "time difference between two schedules is less than 1 second"
HISTORY_LIMITS = (("successfulJobsHistoryLimit", "Complete"), ("failedJobsHistoryLimit", "Failed"))


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for cron_job in cluster.of("CronJob"):
        members = ownership.dependents(cluster, cron_job, "Job")
        yield from surplus_jobs(cron_job, members)
        yield from status_changes(cron_job, members)


def status_changes(cron_job: Object, members: Sequence[Object]) -> Iterator[Put]:
    """Yield the cron job with its status, if that has changed: active jobs and the last success."""
    active = [job_reference(job) for job in members if not jobs.is_finished(job)]
    other_fields = {
        name: value for name, value in objects.status(cron_job).items() if name != "active"
    }
    completion_times = [
        time
        for job in members
        if jobs.has_condition(job, "Complete") and (time := read(job, "status.completionTime", ""))
    ]
    last_success = max(
        [
            *completion_times,
            *(
                [other_fields["lastSuccessfulTime"]]
                if other_fields.get("lastSuccessfulTime")
                else []
            ),
        ],
        default="",
    )
    status = {
        **other_fields,
        **({"lastSuccessfulTime": last_success} if last_success else {}),
        **({"active": active} if active else {}),
    }
    if status != objects.status(cron_job):
        yield Put({**cron_job, "status": status})


def job_reference(job: Object) -> Object:
    """Return a reference to a job, as in status.active."""
    metadata = job["metadata"]
    return {
        "apiVersion": job["apiVersion"],
        "kind": "Job",
        "name": metadata["name"],
        "namespace": metadata["namespace"],
        "resourceVersion": metadata.get("resourceVersion", ""),
        "uid": objects.uid(job),
    }


def surplus_jobs(cron_job: Object, members: Sequence[Object]) -> Iterator[Delete]:
    """Yield deletions of the oldest finished jobs beyond the history limits."""
    for field, condition in HISTORY_LIMITS:
        limit, finished = (
            read(cron_job, f"spec.{field}"),
            [job for job in members if jobs.has_condition(job, condition)],
        )
        finished.sort(key=lambda job: (read(job, "status.startTime", ""), objects.name(job)))
        if limit is not None and len(finished) > limit:
            yield from (Delete(objects.key(job)) for job in finished[: len(finished) - limit])


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield the next time of every schedule that is not suspended."""
    for cron_job in cluster.of("CronJob"):
        if not cron_jobs.is_suspended(cron_job) and not ownership.is_terminating(cron_job):
            next_run = next_time(cron_job, cluster.now)
            if next_run:
                yield next_run


def when_due(cluster: Cluster) -> Iterable[Change]:
    """Yield the jobs that are due at this very moment."""
    for cron_job in cluster.of("CronJob"):
        is_inactive = cron_jobs.is_suspended(cron_job) or ownership.is_terminating(cron_job)
        if is_inactive or next_time(cron_job, after(cluster.now, -1)) != cluster.now:
            continue
        active = [
            job
            for job in ownership.dependents(cluster, cron_job, "Job")
            if not jobs.is_finished(job)
        ]
        policy = read(cron_job, "spec.concurrencyPolicy", "Allow")
        job = new_job(cron_job, cluster.now)
        if active and policy == "Forbid" or cluster.get(*objects.key(job)) is not None:
            continue
        yield from (Delete(objects.key(job)) for job in active if policy == "Replace")
        yield Put(job)
        yield Put(objects.write(cron_job, "status.lastScheduleTime", timestamp(cluster.now)))


def next_time(cron_job: Object, now: datetime) -> datetime | None:
    """Return the first scheduled time after `now`; None if the schedule is invalid or never due."""
    try:
        schedule = schedules.parse_schedule(cron_jobs.schedule(cron_job))
    except schedules.BadSchedule:
        return None
    if schedule.every:
        since = parse_time(
            read(cron_job, "status.lastScheduleTime") or cron_job["metadata"]["creationTimestamp"]
        )
        count = max((now - since) // timedelta(seconds=schedule.every), 0) + 1
        return after(since, schedule.every * count)
    try:
        next_local = schedules.next_time(
            schedule, now.astimezone(time_zone(cron_jobs.time_zone(cron_job)))
        )
        return next_local.astimezone(UTC) if next_local else None
    except OverflowError:  # beyond the calendar
        return None


def time_zone(name: str | None) -> tzinfo:
    """Return a time zone by name; UTC if the name is empty or unknown."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 only schedules of other places need it

    try:
        return ZoneInfo(name) if name else UTC
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def new_job(cron_job: Object, now: datetime) -> Object:
    """Return the job of one scheduled time, which its name contains."""
    template = read(cron_job, "spec.jobTemplate", {})
    template_metadata = template.get("metadata") or {}
    local = now.astimezone(time_zone(cron_jobs.time_zone(cron_job)))
    annotations = {
        **(template_metadata.get("annotations") or {}),
        SCHEDULED: local.isoformat().replace("+00:00", "Z"),
    }
    metadata = {
        "name": f"{objects.name(cron_job)}-{int(now.timestamp()) // 60}",
        "namespace": objects.namespace(cron_job),
        "annotations": annotations,
        **({"labels": template_metadata["labels"]} if template_metadata.get("labels") else {}),
        "ownerReferences": [object_names.owner_reference(cron_job)],
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": metadata,
        "spec": template.get("spec") or {},
    }


def cron_job_events(draft: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the events of a cron job that saw one of its jobs finish, or misses one.

    An imported status.active may hold incomplete references.
    """
    if not new:
        return
    active_uids = {reference.get("uid") for reference in read(new, "status.active", ())}
    is_replaced = bool(active_uids) and read(new, "spec.concurrencyPolicy") == "Replace"
    for reference in read(old or {}, "status.active", ()):
        job = draft.get("Job", objects.namespace(new), reference.get("name", ""))
        if job and reference.get("uid") not in active_uids:
            outcome = "Complete" if jobs.has_condition(job, "Complete") else "Failed"
            yield NewEvent(
                new,
                "SawCompletedJob",
                f"Saw completed job: {reference['name']}, condition: {outcome}",
                "cronjob-controller",
            )
        elif job is None and reference.get("name") and not is_replaced:
            message = f"Active job went missing: {reference['name']}"
            yield NewEvent(new, "MissingJob", message, "cronjob-controller", warning=True)


def schedule_notices(cluster: Cluster) -> Iterator[NewEvent]:
    """Yield what is wrong with a schedule that never comes, such as the 31st of February, of each
    cron job that this command created or changed.
    """
    for key, cron_job in cluster.changes.items():
        if cron_job is None or key.kind != "CronJob" or cron_jobs.is_suspended(cron_job):
            continue
        if next_time(cron_job, cluster.now) is None:
            yield NewEvent(
                cron_job,
                "InvalidSchedule",
                f"invalid schedule: {cron_jobs.schedule(cron_job)} : {NEVER}",
                "cronjob-controller",
                warning=True,
            )


CONTROLLER = Controller(
    "cronjob-controller",
    ("CronJob", "Job"),
    Phase.OBSERVERS,
    reconcile,
    only_for="CronJob",
    due_times=due_times,
    when_due=when_due,
    dependents=Dependents(
        "CronJob",
        "Job",
        "cronjob-controller",
        created="Created job {name}",
        deleted="Deleted job {name}",
        refused="Error creating job: {why}",
    ),
    events={"CronJob": cron_job_events},
    notices=schedule_notices,
)
