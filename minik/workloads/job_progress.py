"""How far a job is. Upstream rule: `pkg/controller/job`."""

from collections.abc import Iterable, Sequence

from minik.kinds import job as jobs
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object, read

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
    """Parse a list of numbers and ranges, such as `1,3-5`; what is none is passed over."""
    parts = (part.partition("-") for part in text.split(","))
    spans = [(first, last or first) for first, _, last in parts]
    return {
        number
        for first, last in spans
        if first.isdecimal() and last.isdecimal()
        for number in range(int(first), int(last) + 1)
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
