"""Jobs: pods that must succeed a number of times. Upstream rule: `pkg/controller/job`.

A pod of a job runs until a simulation or annotation ends it; minik puts no finalizer on it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from minik.intake.admission import timestamp
from minik.kinds import job as jobs
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, Dependents, NewEvent, OptionalObject, Phase
from minik.model.duration import parse_time
from minik.model.object import Object, read
from minik.pod_life import availability
from minik.workloads import object_names, ownership, pod_templates

INDEX = "batch.kubernetes.io/job-completion-index"
ENDED = ("Complete", "Failed")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for job in cluster.of("Job"):
        members = ownership.dependents(cluster, job, "Pod")
        changes = (
            [] if ownership.is_terminating(job) else list(scaling_changes(cluster, job, members))
        )
        yield from changes
        if not pod_templates.has_effect(changes):
            yield from status_changes(cluster, job, members)


def scaling_changes(cluster: Cluster, job: Object, members: Sequence[Object]) -> Iterator[Change]:
    """Yield the pods to create or delete: at most parallelism, while completions are missing."""
    active = list(filter(availability.is_active, members))
    is_over = (
        jobs.is_finished(job) or jobs.is_suspended(job) or job_outcome(job, members, cluster.now)
    )
    target = 0 if is_over else target_active(job, members)
    if len(active) > target:
        yield from (Delete(objects.key(pod)) for pod in active[target:])
    elif len(active) < target:
        yield from new_pods(cluster, job, members, target - len(active))


def target_active(job: Object, members: Sequence[Object]) -> int:
    """Return how many pods may run: parallelism, but no more than the missing completions.

    Without completions no new pod is created after the first success.
    """
    completions, successes = jobs.completions(job), succeeded_count(job, members)
    if completions is None:
        return sum(map(availability.is_active, members)) if successes else jobs.parallelism(job)
    return min(jobs.parallelism(job), max(completions - successes, 0))


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


def new_pods(
    cluster: Cluster, job: Object, members: Sequence[Object], missing: int
) -> Iterator[Put]:
    """Yield new pods; in an indexed job each has the lowest unused index."""
    uid, name = objects.uid(job), objects.name(job)
    pod_templates.check_pod_count(job, max(missing, jobs.completions(job) or 0))
    labels = {
        "batch.kubernetes.io/controller-uid": uid,
        "batch.kubernetes.io/job-name": name,
        "controller-uid": uid,
        "job-name": name,
    }
    pod = pod_templates.pod_from_template(job, read(job, "spec.template", {}), labels)
    if not jobs.is_indexed(job):
        unused = object_names.unused_names(cluster, "Pod", objects.namespace(job), f"{name}-")
        yield from pod_templates.pod_copies(cluster, pod, [next(unused) for _ in range(missing)])
        return
    used_indexes = {
        objects.annotations(other).get(INDEX)
        for other in members
        if pods.phase(other) != "Failed" and not pods.is_terminating(other)
    }
    completed = completed_indexes(job, members)
    free = [
        index
        for index in range(jobs.completions(job) or 0)
        if str(index) not in used_indexes and index not in completed
    ][:missing]
    for index in free:
        unused = object_names.unused_names(
            cluster, "Pod", objects.namespace(job), f"{name}-{index}-"
        )
        yield from pod_templates.pod_copies(cluster, with_index(pod, index), [next(unused)])


def with_index(pod: Object, index: int) -> Object:
    """Return a pod with its index as annotation, label, host name and environment variable."""
    metadata, job = pod["metadata"], pod["metadata"]["generateName"]
    metadata = {
        **metadata,
        "generateName": f"{job}{index}-",
        "labels": {**metadata["labels"], INDEX: str(index)},
        "annotations": {**(metadata.get("annotations") or {}), INDEX: str(index)},
    }
    source = {"valueFrom": {"fieldRef": {"fieldPath": f"metadata.labels['{INDEX}']"}}}
    variable = {"name": "JOB_COMPLETION_INDEX", **source}
    containers = {
        field: [
            {**container, "env": [*(container.get("env") or ()), variable]}
            for container in pod["spec"][field]
        ]
        for field in ("containers", "initContainers")
        if pod["spec"].get(field)
    }
    return {
        **pod,
        "metadata": metadata,
        "spec": {**pod["spec"], "hostname": f"{job}{index}", **containers},
    }


def failure_count(job: Object, members: Sequence[Object]) -> int:
    """Return the number of failures: failed pods, and with OnFailure restarted containers too."""
    counts_restarts = read(job, "spec.template.spec.restartPolicy") == "OnFailure"
    return failed_count(job, members) + (sum(map(restart_count, members)) if counts_restarts else 0)


def restart_count(pod: Object) -> int:
    """Return how often the containers of a running or pending pod were restarted."""
    if pods.phase(pod) not in ("Running", "Pending"):
        return 0
    return sum(
        status.get("restartCount") or 0
        for field in ("initContainerStatuses", "containerStatuses")
        for status in objects.status(pod).get(field) or ()
    )


def job_outcome(
    job: Object, members: Sequence[Object], now: datetime
) -> tuple[str, str, str, str] | None:
    """Return how a job ends: interim and final condition, reason, message; None if it goes on."""
    successes, completions = succeeded_count(job, members), jobs.completions(job)
    deadline = active_deadline(job)
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
        parse_time(since) + timedelta(seconds=seconds)
        if seconds is not None and since and not jobs.is_suspended(job)
        else None
    )


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when jobs reach their deadline, and when finished ones are to be deleted."""
    for job in cluster.of("Job"):
        due = expiry_time(job) if jobs.is_finished(job) else active_deadline(job)
        if due:
            yield due


def when_due(cluster: Cluster) -> Iterator[Delete]:
    """Yield deletions of jobs finished longer ago than their TTL. Upstream rule:
    `pkg/controller/ttlafterfinished`.
    """
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
        condition["lastTransitionTime"]
        for condition in objects.status(job)["conditions"]
        if condition["type"] in ENDED and condition["status"] == "True"
    )
    return parse_time(finish_time) + timedelta(seconds=seconds)


def status_changes(cluster: Cluster, job: Object, members: Sequence[Object]) -> Iterator[Put]:
    """Yield the job with its status, if that has changed; a finished job's never changes."""
    old_status, now = objects.status(job), timestamp(cluster.now)
    if jobs.is_finished(job):
        return
    active = list(filter(availability.is_active, members))
    counts = {
        "active": len(active),
        "succeeded": succeeded_count(job, members),
        "failed": failed_count(job, members),
    }
    status: dict[str, Any] = {
        **{name: number for name, number in counts.items() if number},
        "ready": sum(map(pods.is_ready, active)),
        "terminating": sum(map(pods.is_terminating, members)),
        "uncountedTerminatedPods": {},
    }
    if jobs.is_indexed(job) and counts["succeeded"]:
        status["completedIndexes"] = format_indexes(completed_indexes(job, members))
    conditions = with_suspended(job, list(old_status.get("conditions") or ()), now)
    if not jobs.is_suspended(job):
        status["startTime"] = old_status.get("startTime") or now
    outcome = job_outcome(job, members, cluster.now)
    if outcome:
        common = {
            "status": "True",
            "reason": outcome[2],
            "message": outcome[3],
            "lastProbeTime": now,
            "lastTransitionTime": now,
        }
        conditions += [{"type": kind, **common} for kind in outcome[:2]]
        status |= {"completionTime": now} if outcome[1] == "Complete" else {}
    status |= {"conditions": conditions} if conditions else {}
    if status != old_status:
        yield Put({**job, "status": status})


def with_suspended(job: Object, conditions: list[Object], now: str) -> list[Object]:
    """Return the conditions with Suspended; a job that never was suspended has none."""
    existing = next(
        (condition for condition in conditions if condition["type"] == "Suspended"), None
    )
    is_suspended = jobs.is_suspended(job)
    if (
        existing is None
        and not is_suspended
        or existing
        and (existing["status"] == "True") == is_suspended
    ):
        return conditions
    reason, message = (
        ("JobSuspended", "Job suspended") if is_suspended else ("JobResumed", "Job resumed")
    )
    suspended = {
        "type": "Suspended",
        "status": "True" if is_suspended else "False",
        "reason": reason,
        "message": message,
        "lastProbeTime": now,
        "lastTransitionTime": now,
    }
    return [suspended if condition is existing else condition for condition in conditions] + (
        [] if existing else [suspended]
    )


def job_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the events of a job that completed, failed, was suspended or resumed."""
    if not new or not old:
        return
    old_statuses = {
        condition["type"]: condition["status"]
        for condition in objects.status(old).get("conditions") or ()
    }
    for condition in objects.status(new).get("conditions") or ():
        if old_statuses.get(condition["type"]) == condition["status"]:
            continue
        if condition["type"] == "Complete" and condition["status"] == "True":
            yield NewEvent(new, "Completed", "Job completed", "job-controller")
        elif condition["type"] == "Failed" and condition["status"] == "True":
            yield NewEvent(
                new,
                condition.get("reason") or "",
                condition.get("message") or "",
                "job-controller",
                warning=True,
            )
        elif condition["type"] == "Suspended":
            is_suspended = condition["status"] == "True"
            yield NewEvent(
                new,
                *(("Suspended", "Job suspended") if is_suspended else ("Resumed", "Job resumed")),
                "job-controller",
            )


CONTROLLER = Controller(
    "job-controller",
    ("Job", "Pod"),
    Phase.WORKLOADS,
    reconcile,
    due_times=due_times,
    when_due=when_due,
    dependents=Dependents("Job", "Pod", "job-controller"),
    events={"Job": job_events},
)
