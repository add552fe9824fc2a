"""How a job ends: it succeeds, or fails and why. Upstream rule: `pkg/controller/job`."""

from collections.abc import Sequence
from datetime import datetime

from minik.kinds import job as jobs
from minik.kinds import pod as pods
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.duration import after, parse_time
from minik.model.object import Object, read
from minik.pod_life import availability
from minik.workloads import job_indexes, job_progress, pod_failure_policy


class Outcome(NamedTuple):
    """The interim and the final condition of a job that ends, and why it does."""

    interim: str
    final: str
    reason: str
    message: str


def outcome(job: Object, members: Sequence[Object], now: datetime) -> Outcome | None:
    """Return how a job ends; None if it goes on."""
    failure = why_failed(job, members, now)
    if failure:
        return Outcome("FailureTarget", "Failed", *failure)
    success = why_complete(job, members)
    return Outcome("SuccessCriteriaMet", "Complete", *success) if success else None


def why_failed(job: Object, members: Sequence[Object], now: datetime) -> tuple[str, str] | None:
    """Return reason and message of a job that fails."""
    deadline, failing = active_deadline(job), pod_failure_policy.failing_match(job, members)
    if failing:
        return "PodFailurePolicy", failing.message
    if failure_count(job, members) > jobs.backoff_limit(job):
        return "BackoffLimitExceeded", "Job has reached the specified backoff limit"
    if deadline and deadline <= now:
        return "DeadlineExceeded", "Job was active longer than specified deadline"
    return job_indexes.why_failed(job, members)


def why_complete(job: Object, members: Sequence[Object]) -> tuple[str, str] | None:
    """Return reason and message of a job that is complete."""
    successes = job_progress.succeeded_count(job, members)
    completions, rule = jobs.completions(job), job_indexes.matched_success_rule(job, members)
    if rule is not None:
        return "SuccessPolicy", f"Matched rules at index {rule}"
    if completions is None:
        enough = bool(successes) and not any(map(availability.is_active, members))
    else:
        enough = successes >= completions
    return ("CompletionsReached", "Reached expected number of succeeded pods") if enough else None


def failure_count(job: Object, members: Sequence[Object]) -> int:
    """Return the number of failures: failed pods, and with OnFailure restarted containers too."""
    counts_restarts = read(job, "spec.template.spec.restartPolicy") == "OnFailure"
    ignored = sum(
        pods.phase(pod) == "Failed" and pod_failure_policy.is_ignored(job, pod) for pod in members
    )
    restarts = sum(map(restart_count, members)) if counts_restarts else 0
    return job_progress.failed_count(job, members) - ignored + restarts


def restart_count(pod: Object) -> int:
    """Return how often the containers of a running or pending pod were restarted."""
    if pods.phase(pod) not in ("Running", "Pending"):
        return 0
    return sum(
        status.get("restartCount") or 0
        for field in ("initContainerStatuses", "containerStatuses")
        for status in objects.status(pod).get(field) or ()
    )


def active_deadline(job: Object) -> datetime | None:
    """Return when activeDeadlineSeconds will be over; None if there is no deadline."""
    seconds, since = read(job, "spec.activeDeadlineSeconds"), read(job, "status.startTime")
    return (
        after(parse_time(since), seconds)
        if seconds is not None and since and not jobs.is_suspended(job)
        else None
    )
