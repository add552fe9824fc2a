"""Jobs: pods that are to end well a number of times. Upstream rule: `pkg/controller/job`.

A pod of a job runs until somebody says how it ended; minik keeps no finalizer on it.
"""
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from minik.controllers import _availability, _claims, _names, _templates
from minik.intake.admission import timestamp
from minik.kinds import job as jobs
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.duration import moment
from minik.model.object import Object, read

WATCHES = ("Job", "Pod")
PATIENCE = 1
INDEX = "batch.kubernetes.io/job-completion-index"
ENDED = ("Complete", "Failed")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for job in cluster.of("Job"):
        members = _claims.dependents(cluster, job, "Pod")
        changes = [] if _claims.going(job) else list(scaled(cluster, job, members))
        yield from changes
        if not _templates.is_under_way(changes):
            yield from told(cluster, job, members)


def scaled(cluster: Cluster, job: Object, members: Sequence[Object]) -> Iterator[Change]:
    """The pods that are missing or too many: as many at a time as may run, as long as completions are missing."""
    active = list(filter(_availability.is_active, members))
    over = jobs.is_finished(job) or jobs.is_suspended(job) or verdict(job, members, cluster.now)
    wanted = 0 if over else wanted_now(job, members)
    if len(active) > wanted:
        yield from (Delete(objects.key(pod)) for pod in active[wanted:])
    elif len(active) < wanted:
        yield from made(cluster, job, members, wanted - len(active))


def wanted_now(job: Object, members: Sequence[Object]) -> int:
    """How many may run: its parallelism, but not more than completions are missing; with none asked for, none after the first success."""
    completions, done = jobs.completions(job), succeeded(job, members)
    if completions is None:
        return sum(map(_availability.is_active, members)) if done else jobs.parallelism(job)
    return min(jobs.parallelism(job), max(completions - done, 0))


def count(members: Iterable[Object], phase: str) -> int:
    return sum(pods.phase(pod) == phase for pod in members)


# What was counted once stays counted, though the pod be deleted since.
def succeeded(job: Object, members: Sequence[Object]) -> int:
    """How many of its pods have ended well: of an indexed job, how many of its indexes."""
    if jobs.is_indexed(job):
        return len(done_indexes(job, members))
    return max(count(members, "Succeeded"), int(read(job, "status.succeeded", 0)))


def failed(job: Object, members: Sequence[Object]) -> int:
    """How many of its pods have failed."""
    return max(count(members, "Failed"), int(read(job, "status.failed", 0)))


def done_indexes(job: Object, members: Sequence[Object]) -> set[int]:
    """The indexes whose pods have ended well."""
    found = {int(objects.annotations(pod).get(INDEX, "-1")) for pod in members if pods.phase(pod) == "Succeeded"}
    return {index for index in found | indexes(read(job, "status.completedIndexes", "")) if index >= 0}


def indexes(text: str) -> set[int]:
    """The numbers that `1,3-5` means."""
    spans = [part.partition("-") for part in text.split(",") if part]
    return {number for first, _, last in spans for number in range(int(first), int(last or first) + 1)}


def intervals(numbers: Iterable[int]) -> str:
    """`1,3-5`; two neighbours are joined by a dash too."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def made(cluster: Cluster, job: Object, members: Sequence[Object], missing: int) -> Iterator[Put]:
    """New pods; of an indexed job each has the lowest index that nobody has."""
    uid, name = objects.uid(job), objects.name(job)
    _templates.affordable(job, max(missing, jobs.completions(job) or 0))
    labels = {"batch.kubernetes.io/controller-uid": uid, "batch.kubernetes.io/job-name": name, "controller-uid": uid, "job-name": name}
    pod = _templates.from_template(job, read(job, "spec.template", {}), labels)
    if not jobs.is_indexed(job):
        fresh = _names.fresh(cluster, "Pod", objects.namespace(job), f"{name}-")
        yield from _templates.siblings(cluster, pod, [next(fresh) for _ in range(missing)])
        return
    taken = {objects.annotations(other).get(INDEX) for other in members if pods.phase(other) != "Failed" and not pods.is_terminating(other)}
    over = done_indexes(job, members)
    free = [index for index in range(jobs.completions(job) or 0) if str(index) not in taken and index not in over][:missing]
    for index in free:
        fresh = _names.fresh(cluster, "Pod", objects.namespace(job), f"{name}-{index}-")
        yield from _templates.siblings(cluster, indexed(pod, index), [next(fresh)])


def indexed(pod: Object, index: int) -> Object:
    """A pod that knows its index: by an annotation, a label, its host name and a variable in every container."""
    metadata, job = pod["metadata"], pod["metadata"]["generateName"]
    metadata = {**metadata, "generateName": f"{job}{index}-", "labels": {**metadata["labels"], INDEX: str(index)},
                "annotations": {**(metadata.get("annotations") or {}), INDEX: str(index)}}
    source = {"valueFrom": {"fieldRef": {"fieldPath": f"metadata.labels['{INDEX}']"}}}
    variable = {"name": "JOB_COMPLETION_INDEX", **source}
    told = {field: [{**container, "env": [*(container.get("env") or ()), variable]} for container in pod["spec"][field]]
            for field in ("containers", "initContainers") if pod["spec"].get(field)}
    return {**pod, "metadata": metadata, "spec": {**pod["spec"], "hostname": f"{job}{index}", **told}}


def failures(job: Object, members: Sequence[Object]) -> int:
    """How often its pods have failed: whole pods, and, where containers are started anew within them, those starts."""
    again = read(job, "spec.template.spec.restartPolicy") == "OnFailure"
    return failed(job, members) + (sum(map(restarts, members)) if again else 0)


def restarts(pod: Object) -> int:
    """How often the containers of a pod that runs were started anew."""
    if pods.phase(pod) not in ("Running", "Pending"):
        return 0
    return sum(one.get("restartCount") or 0 for field in ("initContainerStatuses", "containerStatuses")
               for one in objects.status(pod).get(field) or ())


def verdict(job: Object, members: Sequence[Object], now: datetime) -> tuple[str, str, str, str] | None:
    """How it ends, if it does now: a milder condition, the one that counts, the reason and the message."""
    done, completions = succeeded(job, members), jobs.completions(job)
    deadline = overdue(job)
    if failures(job, members) > jobs.backoff_limit(job):
        return "FailureTarget", "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"
    if deadline and deadline <= now:
        return "FailureTarget", "Failed", "DeadlineExceeded", "Job was active longer than specified deadline"
    if completions is not None and done >= completions or completions is None and done and not any(map(_availability.is_active, members)):
        return "SuccessCriteriaMet", "Complete", "CompletionsReached", "Reached expected number of succeeded pods"
    return None


def overdue(job: Object) -> datetime | None:
    """When it will have run for too long; nothing where it may run for ever."""
    seconds, since = read(job, "spec.activeDeadlineSeconds"), read(job, "status.startTime")
    return moment(since) + timedelta(seconds=seconds) if seconds is not None and since and not jobs.is_suspended(job) else None


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """When jobs will have run for too long, and when those that have ended are to be forgotten."""
    for job in cluster.of("Job"):
        due = expiry(job) if jobs.is_finished(job) else overdue(job)
        if due:
            yield due


def ring(cluster: Cluster) -> Iterator[Delete]:
    """The jobs that ended so long ago that they are to be forgotten. Upstream rule: `pkg/controller/ttlafterfinished`."""
    for job in cluster.of("Job"):
        due = expiry(job)
        if due and due <= cluster.now:
            yield Delete(objects.key(job))


def expiry(job: Object) -> datetime | None:
    """When a job that has ended is to be forgotten; nothing where it is kept."""
    seconds = read(job, "spec.ttlSecondsAfterFinished")
    if seconds is None or not jobs.is_finished(job):
        return None
    ended = max(one["lastTransitionTime"] for one in objects.status(job)["conditions"] if one["type"] in ENDED and one["status"] == "True")
    return moment(ended) + timedelta(seconds=seconds)


def told(cluster: Cluster, job: Object, members: Sequence[Object]) -> Iterator[Put]:
    """The job with its status, where it is not so already; one that is over says no more."""
    was, now = objects.status(job), timestamp(cluster.now)
    if jobs.is_finished(job):
        return
    active = list(filter(_availability.is_active, members))
    counts = {"active": len(active), "succeeded": succeeded(job, members), "failed": failed(job, members)}
    status: dict[str, Any] = {**{name: number for name, number in counts.items() if number}, "ready": sum(map(pods.is_ready, active)),
                              "terminating": sum(map(pods.is_terminating, members)), "uncountedTerminatedPods": {}}
    if jobs.is_indexed(job) and counts["succeeded"]:
        status["completedIndexes"] = intervals(done_indexes(job, members))
    conditions = held(job, list(was.get("conditions") or ()), now)
    if not jobs.is_suspended(job):
        status["startTime"] = was.get("startTime") or now
    end = verdict(job, members, cluster.now)
    if end:
        why = {"status": "True", "reason": end[2], "message": end[3], "lastProbeTime": now, "lastTransitionTime": now}
        conditions += [{"type": kind, **why} for kind in end[:2]]
        status |= {"completionTime": now} if end[1] == "Complete" else {}
    status |= {"conditions": conditions} if conditions else {}
    if status != was:
        yield Put({**job, "status": status})


def held(job: Object, conditions: list[Object], now: str) -> list[Object]:
    """The conditions with the one that says whether the job is held back; one that never was says nothing of it."""
    present = next((one for one in conditions if one["type"] == "Suspended"), None)
    wanted = jobs.is_suspended(job)
    if present is None and not wanted or present and (present["status"] == "True") == wanted:
        return conditions
    reason, message = ("JobSuspended", "Job suspended") if wanted else ("JobResumed", "Job resumed")
    told = {"type": "Suspended", "status": "True" if wanted else "False", "reason": reason, "message": message, "lastProbeTime": now,
            "lastTransitionTime": now}
    return [told if one is present else one for one in conditions] + ([] if present else [told])
