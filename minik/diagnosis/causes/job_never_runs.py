"""Jobs and CronJobs that can never run: suspended, or without time to start."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import INFO, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: batch/v1
kind: CronJob
metadata: {name: report}
spec:
  schedule: "0 0 31 2 *"
  jobTemplate:
    spec: {template: {spec: {restartPolicy: Never, containers: [{name: report, image: "report:1"}]}}}
"""
CAUSE = Cause(
    "job-never-runs",
    "",
    WARNING,
    "a Job or a CronJob can never run",
    "suspend: true keeps a Job from making pods and a CronJob from making Jobs. A CronJob whose schedule names a day that no month has, or "
    "whose startingDeadlineSeconds is below the ten seconds in which the controller looks again, misses every start.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("31 2", "1 2"),
)
DAYS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
LOOKS_EVERY = 10  # seconds


def findings(view: View) -> Iterator[Finding]:
    for kind in ("CronJob", "Job"):
        for job in view.of(kind):
            finding = judge(view, job)
            if finding:
                yield finding


def judge(view: View, job: Object) -> Finding | None:
    """Return the finding for a job that never runs; None if it may."""
    spec, key = objects.spec(job), objects.key(job)
    if spec.get("suspend") and objects.owner(job) is None:
        fix = patches.patch(key, {"spec": {"suspend": False}})
        text = (
            "suspend: true: it makes no pods"
            if key.kind == "Job"
            else "suspend: true: it makes no Jobs"
        )
        return Finding(
            CAUSE,
            key,
            "spec.suspend",
            text,
            patches.choose_fix(view, fix, "suspend: false"),
            level=INFO,
        )
    schedule, deadline = str(spec.get("schedule") or ""), spec.get("startingDeadlineSeconds")
    if has_no_day(schedule):
        text = f'schedule "{schedule}" names a day that its month does not have'
        return Finding(CAUSE, key, "spec.schedule", text, "a day that the month has")
    if deadline is not None and deadline < LOOKS_EVERY:
        text = (
            f"startingDeadlineSeconds: {deadline}; the controller looks every {LOOKS_EVERY} seconds"
        )
        return Finding(
            CAUSE, key, "spec.startingDeadlineSeconds", text, "startingDeadlineSeconds: 200"
        )
    return None


def has_no_day(schedule: str) -> bool:
    """Return whether a schedule names one month and one day that this month never has."""
    fields = schedule.split()
    return (
        len(fields) == 5
        and fields[2].isdecimal()
        and fields[3].isdecimal()
        and fields[4] in ("*", "?")
        and int(fields[2]) > DAYS.get(int(fields[3]), 31)
    )
