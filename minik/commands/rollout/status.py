"""Follow a rollout to its end"""

from minik.command_line import flags, rollout_workloads, state_access, usages
from minik.command_line.change_requests import Request
from minik.command_line.options import Option
from minik.errors import ClientError, Unanswered
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.duration import parse_duration
from minik.model.kind import Kind
from minik.model.object import Object
from minik.render import rollout
from minik.simulation import rounds
from minik.timelines import rollout_snapshots


def parse_seconds(option: Option, value: str) -> float:
    """Return a duration in seconds."""
    flags.duration(option, value)
    return parse_duration(value)


@flags.command(usage=usages.WORKLOAD)
@rollout_workloads.options()
@flags.flag(
    "-w",
    "--watch",
    default=True,
    help="Go on with the rollout, and tell every step of the way, until it is over",
)
@flags.number("--revision", default=0, help="Only if this revision is the one that rolls")
@flags.option(
    "--timeout",
    default="0s",
    metavar="DURATION",
    convert=parse_seconds,
    help="How long to follow what other processes do, where the rollout is not complete (0s)",
)
@flags.argument("words", many=True)
def command(
    words: tuple[str, ...], watch: bool, revision: int, timeout: float, request: Request
) -> None:
    """Tell how far a rollout is. One that was left in the middle (apply --step) is followed, step
    by step, to its end.

    \b
    Examples:
      minik rollout status deployment/web
      minik rollout status deployment/web --watch=false
    """
    if revision < 0:
        raise ClientError(f"revision must be a positive integer: {revision}")
    cluster = state_access.read_cluster()
    if not watch or not cluster.settings.underway:
        print_status(cluster, words, request, revision, watch=watch, limit=timeout)
        return
    with state_access.begin_change() as session:
        session.keep(follow_rollouts(session.cluster, words, request, revision))


def print_status(
    cluster: Cluster,
    words: tuple[str, ...],
    request: Request,
    revision: int,
    *,
    watch: bool,
    limit: float,
) -> None:
    """Print the status of each rollout in a settled cluster: what is not complete never will be,
    unless another process changes it within so many seconds.

    Raises Unanswered for such a rollout, if watching.
    """
    workloads, errors = rollout_workloads.find_workloads(cluster, words, request)
    if not workloads and not errors:
        rollout_workloads.tell_none_found(request.namespace)
    for kind, obj in workloads:
        progress = rollout.progress(kind, obj, revision)
        state_access.say(progress.text)
        if watch and not progress.done and not is_completed(kind, obj, revision, limit):
            raise Unanswered("error: timed out waiting for the condition")
    state_access.report(errors)


def is_completed(kind: Kind, obj: Object, revision: int, limit: float) -> bool:
    """Return whether other processes complete a rollout within so many seconds, and print each
    status on the way.
    """
    from minik.command_line import watch as following  # noqa: PLC0415 few wait for others

    last = rollout.progress(kind, obj, revision).text
    for cluster in following.clusters(limit) if limit else ():
        found = cluster.get(*objects.key(obj))
        if found is None:
            raise ClientError("object has been deleted")
        progress = rollout.progress(kind, found, revision)
        if progress.text != last:
            state_access.say(progress.text)
        last = progress.text
        if progress.done:
            return True
    return False


def follow_rollouts(
    cluster: Cluster, words: tuple[str, ...], request: Request, revision: int
) -> Cluster:
    """Run each rollout to its end, printing every step; return the cluster after that."""
    workloads, errors = rollout_workloads.find_workloads(cluster, words, request)
    state_access.report(errors)
    for kind, obj in workloads:
        cluster = follow_rollout(cluster, kind, obj, revision)
    return rounds.mark_underway(cluster)


def follow_rollout(cluster: Cluster, kind: Kind, obj: Object, revision: int) -> Cluster:
    """Run one rollout to its end, printing each change and status; return the cluster after that."""
    previous, progress = (
        rollout_snapshots.take_snapshot(cluster, obj),
        rollout.progress(kind, obj, revision),
    )
    state_access.say(progress.text)
    later = rounds.run_rounds(cluster)
    while not progress.done:
        cluster, before = next(later, cluster), cluster
        if cluster is before:
            raise Unanswered("error: timed out waiting for the condition")
        obj = cluster.get(*objects.key(obj)) or obj
        previous_text, now, progress = (
            progress.text,
            rollout_snapshots.take_snapshot(cluster, obj),
            rollout.progress(kind, obj, revision),
        )
        if now != previous or progress.text != previous_text:
            state_access.say(rollout.step(previous, now) + progress.text)
        previous = now
    return cluster
