"""A job's description. Upstream rule: kubectl `describeJob`."""
from collections.abc import Iterator

from minik.kinds._layout import NONE, controlled_by, date, header, selector
from minik.kinds._pod_template import pod_template
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import human, moment
from minik.model.object import Object, read

MANY_INDEXES = 50
FIELDS = (("Completion Mode", "completionMode"), ("Suspend", "suspend"), ("Backoff Limit", "backoffLimit"),
          ("TTL Seconds After Finished", "ttlSecondsAfterFinished"))


def describe(job: Object, cluster: Cluster) -> str:
    return "\n".join(lines(job))


def lines(job: Object) -> Iterator[str]:
    """What it was asked for, how far it is, and what its pods are made from."""
    spec = objects.spec(job)
    name, namespace, *rest = header(job)
    yield from (name, namespace)
    yield f"Selector:\t{'' if selector(spec.get('selector')) == NONE else selector(spec.get('selector'))}"
    yield from rest
    yield from controlled_by(job)
    if spec.get("parallelism") is not None:
        yield f"Parallelism:\t{spec['parallelism']}"
    yield f"Completions:\t{spec.get('completions', '<unset>')}"
    for title, field in FIELDS:
        if spec.get(field) is not None:
            yield f"{title}:\t{str(spec[field]).lower() if isinstance(spec[field], bool) else spec[field]}"
    yield from _times(job)
    yield from _pods(job)
    yield from pod_template(spec.get("template"))


def _times(job: Object) -> Iterator[str]:
    start, end, deadline = read(job, "status.startTime"), read(job, "status.completionTime"), read(job, "spec.activeDeadlineSeconds")
    if start:
        yield f"Start Time:\t{date(start)}"
    if end:
        yield f"Completed At:\t{date(end)}"
    if start and end:
        yield f"Duration:\t{human(int((moment(end) - moment(start)).total_seconds()))}"
    if deadline is not None:
        yield f"Active Deadline Seconds:\t{deadline}s"


def _pods(job: Object) -> Iterator[str]:
    active, ready, succeeded, failed = (objects.status(job).get(field) for field in ("active", "ready", "succeeded", "failed"))
    told = "" if ready is None else f" ({ready} Ready)"
    yield f"Pods Statuses:\t{active or 0} Active{told} / {succeeded or 0} Succeeded / {failed or 0} Failed"
    if read(job, "spec.completionMode") == "Indexed":
        yield f"Completed Indexes:\t{capped(read(job, 'status.completedIndexes', ''))}"


def capped(indexes: str) -> str:
    """A list of indexes, cut off at a comma where it is long."""
    end = indexes.find(",", MANY_INDEXES)
    return (indexes if end < 0 else indexes[:end + 1] + "...") or NONE
