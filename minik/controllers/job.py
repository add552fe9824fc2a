"""Jobs: pods that must succeed a number of times. Upstream rule: `pkg/controller/job`.

A pod of a job runs until a simulation, an annotation or the cluster's setting ends it; minik puts no
finalizer on it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from minik.intake.system_metadata import timestamp
from minik.kinds import job as jobs
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, Dependents, NewEvent, OptionalObject, Phase
from minik.model.object import Object, read
from minik.pod_life import availability, behaviour
from minik.workloads import (
    at_rest,
    job_indexes,
    job_outcome,
    job_progress,
    object_names,
    ownership,
    pod_templates,
)

AT_REST = at_rest.AtRest()


def reconcile(cluster: Cluster) -> Iterable[Change]:
    all_jobs = cluster.of("Job")
    for job in all_jobs:
        members = ownership.dependents(cluster, job, "Pod")
        if AT_REST.has(job, members, cluster.now):
            continue
        changes = (
            [] if ownership.is_terminating(job) else list(scaling_changes(cluster, job, members))
        )
        yield from changes
        if not pod_templates.has_effect(cluster, changes):
            changes = list(status_changes(cluster, job, members))
            yield from changes
        if not changes:
            AT_REST.add(job, members, cluster.now, times_of(cluster, job, members))
    AT_REST.shrink(len(all_jobs))


def scaling_changes(cluster: Cluster, job: Object, members: Sequence[Object]) -> Iterator[Change]:
    """Yield the pods to create or delete: at most parallelism, while completions are missing."""
    active = list(filter(availability.is_active, members))
    is_over = (
        jobs.is_finished(job)
        or jobs.is_suspended(job)
        or job_outcome.outcome(job, members, cluster.now)
    )
    target = 0 if is_over else target_active(job, members)
    if len(active) > target:
        yield from (Delete(objects.key(pod)) for pod in active[target:])
    elif len(active) < target and not is_held_back(cluster, job, members):
        yield from new_pods(cluster, job, members, target - len(active))


def is_held_back(cluster: Cluster, job: Object, members: Sequence[Object]) -> bool:
    """Whether no pod may be made yet, since one has failed; with a limit for each index, only that
    index waits.
    """
    if job_indexes.limit(job) is not None:
        return False
    return any(job_indexes.resume_times(job, members, cluster.now))


def target_active(job: Object, members: Sequence[Object]) -> int:
    """Return how many pods may run: parallelism, but no more than the missing completions.

    Without completions no new pod is created after the first success.
    """
    completions, successes = (
        jobs.completions(job),
        job_progress.succeeded_count(job, members),
    )
    if completions is None:
        return sum(map(availability.is_active, members)) if successes else jobs.parallelism(job)
    missing = completions - successes - len(job_indexes.failed_indexes(job, members))
    return min(jobs.parallelism(job), max(missing, 0))


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
    if cluster.settings.job_duration and behaviour.BEHAVIOUR not in objects.annotations(pod):
        ends = f"exit=0@{cluster.settings.job_duration}s"
        pod = objects.with_annotation(pod, behaviour.BEHAVIOUR, ends)
    if not jobs.is_indexed(job):
        unused = object_names.unused_names(cluster, "Pod", objects.namespace(job), f"{name}-")
        yield from pod_templates.pod_copies(cluster, pod, [next(unused) for _ in range(missing)])
        return
    failures = job_indexes.failure_counts(job, members)
    for index in islice(job_indexes.free_indexes(job, members, cluster.now), missing):
        unused = object_names.unused_names(
            cluster, "Pod", objects.namespace(job), f"{name}-{index}-"
        )
        indexed = with_index(pod, index)
        indexed = job_indexes.with_failure_count(job, indexed, failures.get(index, 0))
        yield from pod_templates.pod_copies(cluster, indexed, [next(unused)])


def with_index(pod: Object, index: int) -> Object:
    """Return a pod with its index as annotation, label, host name and environment variable."""
    metadata, job = pod["metadata"], pod["metadata"]["generateName"]
    metadata = {
        **metadata,
        "generateName": f"{job}{index}-",
        "labels": {**metadata["labels"], job_progress.INDEX: str(index)},
        "annotations": {**(metadata.get("annotations") or {}), job_progress.INDEX: str(index)},
    }
    source = {"valueFrom": {"fieldRef": {"fieldPath": f"metadata.labels['{job_progress.INDEX}']"}}}
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


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when jobs reach their deadline or may try again."""
    for job in cluster.of("Job"):
        yield from times_of(cluster, job, ownership.dependents(cluster, job, "Pod"))


def times_of(cluster: Cluster, job: Object, members: Sequence[Object]) -> Iterator[datetime]:
    """Yield when one job reaches its deadline or may try again; no times of a finished one."""
    if jobs.is_finished(job):
        return
    deadline = job_outcome.active_deadline(job)
    if deadline:
        yield deadline
    if not jobs.is_suspended(job):
        yield from job_indexes.resume_times(job, members, cluster.now)


def status_changes(cluster: Cluster, job: Object, members: Sequence[Object]) -> Iterator[Put]:
    """Yield the job with its status, if that has changed; a finished job's never changes."""
    old_status, now = objects.status(job), timestamp(cluster.now)
    if jobs.is_finished(job):
        return
    active = list(filter(availability.is_active, members))
    counts = {
        "active": len(active),
        "succeeded": job_progress.succeeded_count(job, members),
        "failed": job_progress.failed_count(job, members),
    }
    status: dict[str, Any] = {
        **{name: number for name, number in counts.items() if number},
        "ready": sum(map(pods.is_ready, active)),
        "terminating": sum(map(pods.is_terminating, members)),
        "uncountedTerminatedPods": {},
    }
    status |= index_lists(job, members)
    conditions = with_suspended(job, list(old_status.get("conditions") or ()), now)
    if not jobs.is_suspended(job):
        status["startTime"] = old_status.get("startTime") or now
    outcome = job_outcome.outcome(job, members, cluster.now)
    if outcome:
        common = {
            "status": "True",
            "reason": outcome.reason,
            "message": outcome.message,
            "lastProbeTime": now,
            "lastTransitionTime": now,
        }
        conditions += [{"type": kind, **common} for kind in outcome[:2]]
        status |= {"completionTime": now} if outcome.final == "Complete" else {}
    status |= {"conditions": conditions} if conditions else {}
    if status != old_status:
        yield Put({**job, "status": status})


def index_lists(job: Object, members: Sequence[Object]) -> Iterator[tuple[str, str]]:
    """Yield the fields of the status that list indexes."""
    if jobs.is_indexed(job) and job_progress.succeeded_count(job, members):
        completed = job_progress.completed_indexes(job, members)
        yield "completedIndexes", job_progress.format_indexes(completed)
    if job_indexes.limit(job) is not None:
        failed = job_indexes.failed_indexes(job, members)
        yield "failedIndexes", job_progress.format_indexes(failed)


def with_suspended(job: Object, conditions: list[Object], now: str) -> list[Object]:
    """Return the conditions with Suspended; a job that never was suspended has none."""
    existing = next(
        (condition for condition in conditions if condition.get("type") == "Suspended"), None
    )
    is_suspended = jobs.is_suspended(job)
    if (
        existing is None
        and not is_suspended
        or existing
        and (existing.get("status") == "True") == is_suspended
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
        condition.get("type"): condition.get("status")
        for condition in objects.status(old).get("conditions") or ()
    }
    for condition in objects.status(new).get("conditions") or ():
        if old_statuses.get(condition.get("type")) == condition.get("status"):
            continue
        if condition.get("type") == "Complete" and condition.get("status") == "True":
            yield NewEvent(new, "Completed", "Job completed", "job-controller")
        elif condition.get("type") == "Failed" and condition.get("status") == "True":
            yield NewEvent(
                new,
                condition.get("reason") or "",
                condition.get("message") or "",
                "job-controller",
                warning=True,
            )
        elif condition.get("type") == "Suspended":
            is_suspended = condition.get("status") == "True"
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
    only_for="Job",
    due_times=due_times,
    dependents=Dependents("Job", "Pod", "job-controller"),
    events={"Job": job_events},
)
