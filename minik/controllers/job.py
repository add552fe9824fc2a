"""Jobs: pods that are to end well a number of times. Upstream rule: `pkg/controller/job`.

A pod of a job runs until somebody says how it ended; minik keeps no finalizer on it.
"""
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from minik.controllers import _availability, _claims, _names, _templates
from minik.intake.admission import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("Job", "Pod")
PATIENCE = 1
INDEX = "batch.kubernetes.io/job-completion-index"
ENDED = ("Complete", "Failed")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for job in cluster.of("Job"):
        members = _claims.dependents(cluster, job, "Pod")
        changes = [] if _claims.going(job) else list(scaled(cluster, job, members))
        yield from changes or told(cluster, job, members)


def is_over(job: Object) -> bool:
    """Whether it has ended, well or not."""
    return any(one["type"] in ENDED and one["status"] == "True" for one in objects.status(job).get("conditions") or ())


def scaled(cluster: Cluster, job: Object, members: Sequence[Object]) -> Iterator[Change]:
    """The pods that are missing or too many: as many at a time as may run, as long as completions are missing."""
    active = list(filter(_availability.is_active, members))
    wanted = 0 if is_over(job) or read(job, "spec.suspend") or verdict(job, members) else wanted_now(job, members)
    if len(active) > wanted:
        yield from (Delete(objects.key(pod)) for pod in active[wanted:])
    elif len(active) < wanted:
        yield from made(cluster, job, members, wanted - len(active))


def wanted_now(job: Object, members: Sequence[Object]) -> int:
    """How many may run: its parallelism, but not more than completions are missing; with none asked for, none after the first success."""
    parallelism, completions = read(job, "spec.parallelism", 1), read(job, "spec.completions")
    done, active = count(members, "Succeeded"), sum(map(_availability.is_active, members))
    if completions is None:
        return int(active if done else parallelism)
    return int(min(parallelism, max(completions - done, 0)))


def count(members: Iterable[Object], phase: str) -> int:
    return sum(pods.phase(pod) == phase for pod in members)


def made(cluster: Cluster, job: Object, members: Sequence[Object], missing: int) -> Iterator[Put]:
    """New pods; of an indexed job each has the lowest index that nobody has."""
    uid, name = objects.uid(job), objects.name(job)
    labels = {"batch.kubernetes.io/controller-uid": uid, "batch.kubernetes.io/job-name": name, "controller-uid": uid, "job-name": name}
    pod = _templates.from_template(job, read(job, "spec.template", {}), labels)
    if read(job, "spec.completionMode") != "Indexed":
        fresh = _names.fresh(cluster, "Pod", objects.namespace(job), f"{name}-")
        yield from _templates.siblings(cluster, pod, [next(fresh) for _ in range(missing)])
        return
    held = {objects.annotations(other).get(INDEX) for other in members if pods.phase(other) != "Failed"}
    free = [index for index in range(read(job, "spec.completions", 0)) if str(index) not in held][:missing]
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


def verdict(job: Object, members: Sequence[Object]) -> tuple[str, str, str, str] | None:
    """How it ends, if it does now: a milder condition, the one that counts, the reason and the message."""
    done, failed = count(members, "Succeeded"), count(members, "Failed")
    completions = read(job, "spec.completions")
    active = any(map(_availability.is_active, members))
    if failed > read(job, "spec.backoffLimit", 6):
        return "FailureTarget", "Failed", "BackoffLimitExceeded", "Job has reached the specified backoff limit"
    if completions is not None and done >= completions or completions is None and done and not active:
        return "SuccessCriteriaMet", "Complete", "CompletionsReached", "Reached expected number of succeeded pods"
    return None


def told(cluster: Cluster, job: Object, members: Sequence[Object]) -> Iterator[Put]:
    """The job with its status, where it is not so already; one that is over says no more."""
    was, now = objects.status(job), timestamp(cluster.now)
    if is_over(job):
        return
    active = list(filter(_availability.is_active, members))
    counts = {"active": len(active), "succeeded": count(members, "Succeeded"), "failed": count(members, "Failed")}
    status: dict[str, Any] = {**{name: number for name, number in counts.items() if number}, "ready": sum(map(pods.is_ready, active)),
                              "terminating": sum(map(pods.is_terminating, members)), "uncountedTerminatedPods": {}}
    conditions = list(was.get("conditions") or ())
    if not read(job, "spec.suspend"):
        status["startTime"] = was.get("startTime") or now
    end = verdict(job, members)
    if end:
        why = {"status": "True", "reason": end[2], "message": end[3], "lastProbeTime": now, "lastTransitionTime": now}
        conditions += [{"type": kind, **why} for kind in end[:2]]
        status |= {"completionTime": now} if end[1] == "Complete" else {}
    status |= {"conditions": conditions} if conditions else {}
    if status != was:
        yield Put({**job, "status": status})
