"""A job's description. Upstream rule: kubectl `describeJob`."""

from collections.abc import Iterator

from minik.kinds.layout import NONE, controller_line, format_date, format_selector, header
from minik.kinds.pod_template_description import template_lines
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import human_duration, parse_time
from minik.model.object import Object, read

MANY_INDEXES = 50
FIELDS = (
    ("Completion Mode", "completionMode"),
    ("Suspend", "suspend"),
    ("Backoff Limit", "backoffLimit"),
    ("TTL Seconds After Finished", "ttlSecondsAfterFinished"),
)


def describe(job: Object, cluster: Cluster) -> str:
    return "\n".join(lines(job))


def lines(job: Object) -> Iterator[str]:
    """Yield the lines of a Job's description."""
    spec = objects.spec(job)
    name, namespace, *rest = header(job)
    yield from (name, namespace)
    yield f"Selector:\t{'' if format_selector(spec.get('selector')) == NONE else format_selector(spec.get('selector'))}"
    yield from rest
    yield from controller_line(job)
    if spec.get("parallelism") is not None:
        yield f"Parallelism:\t{spec['parallelism']}"
    yield f"Completions:\t{spec.get('completions', '<unset>')}"
    for title, field in FIELDS:
        if spec.get(field) is not None:
            yield f"{title}:\t{str(spec[field]).lower() if isinstance(spec[field], bool) else spec[field]}"
    yield from _times(job)
    yield from _pods(job)
    yield from template_lines(spec.get("template"))


def _times(job: Object) -> Iterator[str]:
    start, end, deadline = (
        read(job, "status.startTime"),
        read(job, "status.completionTime"),
        read(job, "spec.activeDeadlineSeconds"),
    )
    if start:
        yield f"Start Time:\t{format_date(start)}"
    if end:
        yield f"Completed At:\t{format_date(end)}"
    if start and end:
        yield f"Duration:\t{human_duration(int((parse_time(end) - parse_time(start)).total_seconds()))}"
    if deadline is not None:
        yield f"Active Deadline Seconds:\t{deadline}s"


def _pods(job: Object) -> Iterator[str]:
    active, ready, succeeded, failed = (
        objects.status(job).get(field) for field in ("active", "ready", "succeeded", "failed")
    )
    ready_text = "" if ready is None else f" ({ready} Ready)"
    yield f"Pods Statuses:\t{active or 0} Active{ready_text} / {succeeded or 0} Succeeded / {failed or 0} Failed"
    if read(job, "spec.completionMode") == "Indexed":
        yield f"Completed Indexes:\t{shorten_indexes(read(job, 'status.completedIndexes', ''))}"


def shorten_indexes(indexes: str) -> str:
    """Return a list of indexes, cut off at a comma if it is long."""
    end = indexes.find(",", MANY_INDEXES)
    return (indexes if end < 0 else indexes[: end + 1] + "...") or NONE
