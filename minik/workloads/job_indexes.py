"""The indexes of an indexed job: which have succeeded or failed, and which may get a pod now.

Upstream rules: `indexed_job_utils.go`, `success_policy.go`.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from minik.kinds import job as jobs
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object, read
from minik.workloads import job_back_off, pod_failure_policy
from minik.workloads.job_progress import INDEX, completed_indexes, parse_indexes

FAILURES = "batch.kubernetes.io/job-index-failure-count"


def limit(job: Object) -> int | None:
    """Return how often each index may fail and be tried again; None if the job counts as a whole."""
    count: int | None = read(job, "spec.backoffLimitPerIndex")
    return count


def index_of(pod: Object) -> int:
    """Return the index of a pod; -1 if it has none."""
    text = objects.annotations(pod).get(INDEX, "")
    return int(text) if text.isdecimal() else -1


def failed_indexes(job: Object, members: Sequence[Object]) -> set[int]:
    """Return the indexes that are not tried again, those of deleted pods included."""
    if limit(job) is None:
        return set()
    known = parse_indexes(read(job, "status.failedIndexes", ""))
    return known | {index_of(pod) for pod in members if is_last_failure(job, pod)} - {-1}


def is_last_failure(job: Object, pod: Object) -> bool:
    """Whether the failure of a pod ends its index: by a rule, or since it has failed too often."""
    if pods.phase(pod) != "Failed":
        return False
    match = pod_failure_policy.match_of(job, pod)
    if match and match.action == pod_failure_policy.FAIL_INDEX:
        return True
    is_ignored = match is not None and match.action == pod_failure_policy.IGNORE
    return not is_ignored and earlier_failures(pod) >= (limit(job) or 0)


def earlier_failures(pod: Object) -> int:
    """Return how often the index had failed before this pod."""
    text = objects.annotations(pod).get(FAILURES, "")
    return int(text) if text.isdecimal() else 0


def failure_counts(job: Object, members: Sequence[Object]) -> dict[int, int]:
    """Return how often each index has failed, ignored failures aside; none where nobody counts."""
    counts: dict[int, int] = {}
    for pod in members if limit(job) is not None else ():
        if pods.phase(pod) == "Failed":
            count = earlier_failures(pod) + (not pod_failure_policy.is_ignored(job, pod))
            counts[index_of(pod)] = max(count, counts.get(index_of(pod), 0))
    return counts


def free_indexes(job: Object, members: Sequence[Object], now: datetime) -> Iterator[int]:
    """Yield the indexes that may get a pod now, the lowest first."""
    used = {
        index_of(pod)
        for pod in members
        if pods.phase(pod) != "Failed" and not pods.is_terminating(pod)
    }
    done = used | completed_indexes(job, members) | failed_indexes(job, members)
    done |= dict(back_offs(members, now)).keys() if limit(job) is not None else set()
    for index in range(jobs.completions(job) or 0):
        if index not in done:
            yield index


def back_offs(members: Sequence[Object], now: datetime) -> Iterator[tuple[int, datetime]]:
    """Yield each index that failed and may not be tried again yet, and when it may."""
    by_index: dict[int, list[Object]] = {}
    for pod in members:
        by_index.setdefault(index_of(pod), []).append(pod)
    for index, own in by_index.items():
        yield from ((index, end) for end in job_back_off.resume_times(own, now))


def resume_times(job: Object, members: Sequence[Object], now: datetime) -> Iterator[datetime]:
    """Yield when the back-off is over that is not over yet, of the job or of each index."""
    if limit(job) is None:
        yield from job_back_off.resume_times(members, now)
    else:
        yield from (end for _, end in back_offs(members, now))


def with_failure_count(job: Object, pod: Object, count: int) -> Object:
    """Return a new pod that knows how often its index has failed, where that counts."""
    return objects.with_annotation(pod, FAILURES, str(count)) if limit(job) is not None else pod


def why_failed(job: Object, members: Sequence[Object]) -> tuple[str, str] | None:
    """Return reason and message where failed indexes end a job; None if it goes on."""
    failed = failed_indexes(job, members)
    most = read(job, "spec.maxFailedIndexes")
    if most is not None and len(failed) > most:
        text = "Job has exceeded the specified maximal number of failed indexes"
        return "MaxFailedIndexesExceeded", text
    ended = len(failed) + len(completed_indexes(job, members))
    if failed and ended >= (jobs.completions(job) or 0):
        return "FailedIndexes", "Job has failed indexes"
    return None


def matched_success_rule(job: Object, members: Sequence[Object]) -> int | None:
    """Return the first rule of the success policy that is met; None if there is none."""
    succeeded = completed_indexes(job, members)
    for position, rule in enumerate(read(job, "spec.successPolicy.rules", ())):
        named, count = rule.get("succeededIndexes"), rule.get("succeededCount")
        wanted = succeeded if named is None else parse_indexes(named)
        needed = len(wanted) if count is None else count
        if len(succeeded & wanted) >= needed:
            return position
    return None
