"""A supposed event moment by moment: what a what-if shows as steps."""

from collections.abc import Iterator

from minik.client import altering, rollouts
from minik.errors import ClientError, MinikError
from minik.kinds import find_kind
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.simulation import clock, recovery, rounds, what_if_events

RESTART = "restart"
MOST = 200  # moments of one event


def follow(cluster: Cluster, text: str, namespace: str) -> Iterator[Cluster]:
    """Yield the cluster at every moment at which an event has changed it; the last is at rest.

    Raises ClientError for an event that is invalid or fails.
    """
    name, _, rest = text.strip().partition(" ")
    if name == RESTART:
        yield from _restart(cluster, rest.strip(), namespace)
        return
    if name == "node-down" and "--for" not in rest:
        failed = what_if_events.apply_event(cluster, f"{text} --for 1s", namespace)
        yield failed
        yield from _bounded(recovery.follow_recovery(failed))
        return
    if name == "advance":
        what_if_events.parse_event(text, namespace)
        until = clock.later(cluster, clock.parse_length(rest.strip()))
        yield from _bounded(clock.advance(cluster, until))
        return
    yield what_if_events.apply_event(cluster, text, namespace)


def _bounded(moments: Iterator[Cluster]) -> Iterator[Cluster]:
    for number, moment in enumerate(moments):
        if number == MOST:
            return
        yield moment


def _restart(cluster: Cluster, target: str, namespace: str) -> Iterator[Cluster]:
    """Yield a rollout, round by round of the controllers."""
    word, _, name = target.partition("/")
    kind = find_kind(word)
    obj = cluster.get(kind.key, namespace, name) if kind else None
    if kind is None or obj is None:
        raise ClientError(f'"{RESTART} {target}": name a workload that is there, as in deploy/web')
    draft = cluster.draft()

    def begin(old: Object) -> Object:
        return rollouts.restart(kind, old, cluster.now)

    try:
        altering.alter(draft, kind, obj, begin, "restarted")
    except MinikError as error:
        raise ClientError(f'"{RESTART} {target}": {error.message}') from None
    yield from _bounded(rounds.run_rounds(draft.cluster()))
