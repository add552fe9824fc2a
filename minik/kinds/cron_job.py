"""CronJobs: create Jobs on a schedule."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from minik import light_re as re
from minik.errors import Problem
from minik.kinds import _time_zones
from minik.kinds import _workload as workload
from minik.kinds._metadata import metadata_problems, metadata_update_problems
from minik.kinds._rules import check_nonnegative
from minik.kinds._workload_columns import container_columns
from minik.kinds.job import rules
from minik.kinds.layout import NONE, format_date, format_selector, header
from minik.kinds.pod_template_description import template_lines
from minik.light_typing import Any
from minik.model import names
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
from minik.model.duration import age
from minik.model.kind import Column, Kind
from minik.model.object import Object, fill, read
from minik.model.problem import invalid, not_supported, required
from minik.model.schedule import BadSchedule, parse_schedule

POLICIES = ("Allow", "Forbid", "Replace")
LONGEST_NAME = 52  # a job's name has eleven letters more
ZONE_PART = r"[A-Za-z._0-9+-]{1,14}"
TEMPLATE = "spec.jobTemplate.spec.template"
DEFAULTS = (
    ("spec.concurrencyPolicy", "Allow"),
    ("spec.suspend", False),
    ("spec.successfulJobsHistoryLimit", 3),
    ("spec.failedJobsHistoryLimit", 1),
)
LIMITS = (
    ("Successful Job History Limit", "successfulJobsHistoryLimit", ""),
    ("Failed Job History Limit", "failedJobsHistoryLimit", ""),
    ("Starting Deadline Seconds", "startingDeadlineSeconds", "s"),
)


def schedule(cron_job: Object) -> str:
    """Return the cron expression."""
    return str(read(cron_job, "spec.schedule", ""))


def time_zone(cron_job: Object) -> str | None:
    """Return the time zone of the schedule; None means that of the controller manager."""
    zone: str | None = read(cron_job, "spec.timeZone")
    return zone


def is_suspended(cron_job: Object) -> bool:
    """Whether it creates no Jobs for now."""
    return bool(read(cron_job, "spec.suspend", False))


def default(cron_job: Object) -> Object:
    for path, value in DEFAULTS:
        cron_job = fill(cron_job, path, value)
    return workload.with_template_defaults(cron_job, TEMPLATE)


def prepare(new: Object, old: Object | None, _: Draft) -> Object:
    return workload.with_status(new, old, {})


def problems(cron_job: Object) -> Iterator[Problem]:
    """Upstream rule: batch `validateCronJobSpec`."""
    spec = objects.spec(cron_job)
    yield from metadata_problems(cron_job)
    yield from schedule_problems(cron_job)
    yield from check_nonnegative(
        "spec.startingDeadlineSeconds", spec.get("startingDeadlineSeconds") or 0
    )
    if is_new(cron_job):
        yield from new_problems(cron_job)
    if not spec["concurrencyPolicy"]:
        yield required("spec.concurrencyPolicy")
    elif spec["concurrencyPolicy"] not in POLICIES:
        yield not_supported("spec.concurrencyPolicy", spec["concurrencyPolicy"], POLICIES)
    yield from job_problems(read(spec, "jobTemplate.spec", {}), "spec.jobTemplate.spec")
    for field in ("successfulJobsHistoryLimit", "failedJobsHistoryLimit"):
        yield from check_nonnegative(f"spec.{field}", spec[field])


def is_new(cron_job: Object) -> bool:
    """Whether it is not stored yet; some rules apply only to new CronJobs."""
    return not cron_job["metadata"].get("resourceVersion")


def new_problems(cron_job: Object) -> Iterator[Problem]:
    """Yield the problems that are checked on create alone: time zones and the name's length."""
    if "TZ" in schedule(cron_job):
        yield invalid(
            "spec.schedule",
            schedule(cron_job),
            "cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
        )
    yield from zone_problems(time_zone(cron_job))
    if names.byte_count(objects.name(cron_job)) > LONGEST_NAME:
        yield invalid(
            "metadata.name",
            objects.name(cron_job),
            f"must be no more than {LONGEST_NAME} characters",
        )


def schedule_problems(cron_job: Object) -> Iterator[Problem]:
    """Yield a problem if the schedule is missing or not a cron expression."""
    text = schedule(cron_job)
    if not text:
        yield required("spec.schedule")
        return
    try:
        parse_schedule(text)
    except BadSchedule as wrong:
        yield invalid("spec.schedule", text, str(wrong))


def zone_problems(zone: str | None) -> Iterator[Problem]:
    """Upstream rule: batch `validateTimeZone`."""
    if zone is None:
        return
    if not zone:
        yield invalid("spec.timeZone", zone, "timeZone must be nil or non-empty string")
    elif any(
        part in (".", "..") or part.startswith("-") or not re.fullmatch(ZONE_PART, part)
        for part in zone.split("/")
    ):
        yield invalid("spec.timeZone", zone, f"unknown time zone {zone}")
    else:
        if zone.lower() == "local":
            yield invalid(
                "spec.timeZone",
                zone,
                "timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones",
            )
        if zone != "Local" and not _time_zones.exists(zone):
            yield invalid("spec.timeZone", zone, f"unknown time zone {zone}")


def job_problems(spec: Mapping[str, Any], path: str) -> Iterator[Problem]:
    """Yield the problems of the Job template, which may have no selector."""
    yield from rules.job_spec_problems(spec, path)
    if spec.get("selector") is not None:
        yield invalid(f"{path}.selector", spec["selector"], "`selector` will be auto-generated")
    if spec.get("manualSelector"):
        yield not_supported(f"{path}.manualSelector", True, ("nil", "false"))


def update_problems(new: Object, old: Object) -> Iterator[Problem]:
    """Yield the problems of an update: only changed fields have to follow the current rules."""
    yield from metadata_update_problems(new, old)
    text, zone = schedule(new), time_zone(new)
    if "TZ" in text and "TZ" not in schedule(old):
        yield invalid(
            "spec.schedule",
            text,
            "cannot use TZ or CRON_TZ in schedule, use timeZone field instead",
        )
    elif "TZ" in text and zone is not None:
        yield invalid(
            "spec.schedule", text, "cannot use both timeZone field and TZ or CRON_TZ in schedule"
        )
    if zone != time_zone(old):
        yield from zone_problems(zone)


def warnings(new: Object, old: Object | None) -> Iterator[str]:
    """Yield the warnings of the name, the schedule and the pod template."""
    if old is None:
        yield from workload.name_warnings(new)
    elif "TZ" in schedule(new):
        yield (
            "CRON_TZ or TZ used in spec.schedule is not officially supported, "
            "see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details"
        )
    if old is None or objects.spec(new) != objects.spec(old):
        yield from rules.warnings(read(new, "spec.jobTemplate.spec", {}), "spec.jobTemplate.spec")
    yield from workload.pod_template_warnings(new, old, TEMPLATE)


def describe(cron_job: Object, cluster: Cluster) -> str:
    return "\n".join(lines(cron_job))


def lines(cron_job: Object) -> Iterator[str]:
    """Upstream rule: kubectl `describeCronJob`."""
    spec = objects.spec(cron_job)
    yield from header(cron_job)
    yield f"Schedule:\t{schedule(cron_job)}"
    yield f"Concurrency Policy:\t{spec.get('concurrencyPolicy', '')}"
    yield f"Suspend:\t{spec.get('suspend', '<unset>')}"
    yield f"Time Zone:\t{spec.get('timeZone', '<unset>')}"
    for title, field, unit in LIMITS:
        yield f"{title}:\t{f'{spec[field]}{unit}' if spec.get(field) is not None else '<unset>'}"
    yield from _jobs(read(spec, "jobTemplate.spec", {}))
    last = read(cron_job, "status.lastScheduleTime")
    yield f"Last Schedule Time:\t{format_date(last) if last else '<unset>'}"
    yield f"Active Jobs:\t{', '.join(job.get('name', '') for job in read(cron_job, 'status.active', ())) or NONE}"


def _jobs(spec: Mapping[str, Any]) -> Iterator[str]:
    yield f"Selector:\t{'<unset>' if spec.get('selector') is None else format_selector(spec['selector'])}"
    yield f"Parallelism:\t{spec.get('parallelism', '<unset>')}"
    yield f"Completions:\t{spec.get('completions', '<unset>')}"
    if spec.get("activeDeadlineSeconds") is not None:
        yield f"Active Deadline Seconds:\t{spec['activeDeadlineSeconds']}s"
    yield from template_lines(spec.get("template"))


def schedule_column(cron_job: Object, _: datetime) -> str:
    return schedule(cron_job)


def zone_column(cron_job: Object, _: datetime) -> str:
    return time_zone(cron_job) or NONE


def suspend_column(cron_job: Object, _: datetime) -> str:
    return str(read(cron_job, "spec.suspend", "<unset>"))


def active_column(cron_job: Object, _: datetime) -> str:
    return str(len(read(cron_job, "status.active", ())))


def last_column(cron_job: Object, now: datetime) -> str:
    last = read(cron_job, "status.lastScheduleTime")
    return age(last, now) if last else NONE


def selector_column(cron_job: Object, _: datetime) -> str:
    return format_selector(read(cron_job, "spec.jobTemplate.spec.selector"))


KIND = Kind(
    "CronJob",
    default=default,
    prepare=prepare,
    problems=problems,
    update_problems=update_problems,
    warnings=warnings,
    columns=(
        Column("SCHEDULE", schedule_column),
        Column("TIMEZONE", zone_column),
        Column("SUSPEND", suspend_column),
        Column("ACTIVE", active_column),
        Column("LAST SCHEDULE", last_column),
        *container_columns(TEMPLATE),
        Column("SELECTOR", selector_column, wide=True),
    ),
    describe=describe,
)
