"""How far a job is, and how it ends. Upstream rule: `pkg/controller/job`."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from minik.kinds import job as jobs
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.duration import after, parse_time
from minik.model.object import Object, read
from minik.pod_life import availability
from minik.workloads import pod_failure_policy

INDEX = "batch.kubernetes.io/job-completion-index"


def count_phase(members: Iterable[Object], phase: str) -> int:
    return sum(pods.phase(pod) == phase for pod in members)


# What was counted once stays counted, though the pod be deleted since.
def succeeded_count(job: Object, members: Sequence[Object]) -> int:
    """Return how many pods (or, if indexed, indexes) have succeeded, deleted ones included."""
    if jobs.is_indexed(job):
        return len(completed_indexes(job, members))
    return max(count_phase(members, "Succeeded"), int(read(job, "status.succeeded", 0)))


def failed_count(job: Object, members: Sequence[Object]) -> int:
    """Return how many pods have failed, deleted ones included."""
    return max(count_phase(members, "Failed"), int(read(job, "status.failed", 0)))


def completed_indexes(job: Object, members: Sequence[Object]) -> set[int]:
    """Return the indexes whose pods have succeeded."""
    succeeded_indexes = {
        int(objects.annotations(pod).get(INDEX, "-1"))
        for pod in members
        if pods.phase(pod) == "Succeeded"
    }
    return {
        index
        for index in succeeded_indexes | parse_indexes(read(job, "status.completedIndexes", ""))
        if index >= 0
    }


def parse_indexes(text: str) -> set[int]:
    """Parse a list of numbers and ranges, such as `1,3-5`."""
    spans = [part.partition("-") for part in text.split(",") if part]
    return {
        number for first, _, last in spans for number in range(int(first), int(last or first) + 1)
    }


def format_indexes(numbers: Iterable[int]) -> str:
    """Format numbers as `1,3-5`."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def failure_count(job: Object, members: Sequence[Object]) -> int:
    """Return the number of failures: failed pods, and with OnFailure restarted containers too."""
    counts_restarts = read(job, "spec.template.spec.restartPolicy") == "OnFailure"
    ignored = sum(
        pods.phase(pod) == "Failed" and pod_failure_policy.is_ignored(job, pod) for pod in members
    )
    restarts = sum(map(restart_count, members)) if counts_restarts else 0
    return failed_count(job, members) - ignored + restarts


def restart_count(pod: Object) -> int:
    """Return how often the containers of a running or pending pod were restarted."""
    if pods.phase(pod) not in ("Running", "Pending"):
        return 0
    return sum(
        status.get("restartCount") or 0
        for field in ("initContainerStatuses", "containerStatuses")
        for status in objects.status(pod).get(field) or ()
    )


def outcome(
    job: Object, members: Sequence[Object], now: datetime
) -> tuple[str, str, str, str] | None:
    """Return how a job ends: interim and final condition, reason, message; None if it goes on."""
    successes, completions = succeeded_count(job, members), jobs.completions(job)
    deadline, failing = active_deadline(job), pod_failure_policy.failing_match(job, members)
    if failing:
        return "FailureTarget", "Failed", "PodFailurePolicy", failing.message
    if failure_count(job, members) > jobs.backoff_limit(job):
        return (
            "FailureTarget",
            "Failed",
            "BackoffLimitExceeded",
            "Job has reached the specified backoff limit",
        )
    if deadline and deadline <= now:
        return (
            "FailureTarget",
            "Failed",
            "DeadlineExceeded",
            "Job was active longer than specified deadline",
        )
    if (
        completions is not None
        and successes >= completions
        or completions is None
        and successes
        and not any(map(availability.is_active, members))
    ):
        return (
            "SuccessCriteriaMet",
            "Complete",
            "CompletionsReached",
            "Reached expected number of succeeded pods",
        )
    return None


def active_deadline(job: Object) -> datetime | None:
    """Return when activeDeadlineSeconds will be over; None if there is no deadline."""
    seconds, since = read(job, "spec.activeDeadlineSeconds"), read(job, "status.startTime")
    return (
        after(parse_time(since), seconds)
        if seconds is not None and since and not jobs.is_suspended(job)
        else None
    )
