"""A node emptied: its pods evicted, round by round, as their disruption budgets allow it; between two rounds the cluster settles."""
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minik import kinds
from minik.controllers import _steps
from minik.errors import ClientError, MinikError
from minik.intake import admission, draining, eviction
from minik.intake.draining import Asked
from minik.intake.eviction import TooManyRequests
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object


class Line(NamedTuple):
    """Something to be said, as a result or as talk."""

    text: str
    talk: bool = False


class Drained(NamedTuple):
    """The cluster afterwards, what is said of it, and what stood in the way."""

    cluster: Cluster
    lines: Sequence[Line]
    error: MinikError | None = None


def drained(cluster: Cluster, node: Object, asked: Asked, *, dry_run: str = "", timeout: str = "0s") -> Drained:
    """One node emptied, as far as that may be."""
    try:
        crew = draining.crew(cluster, node, asked)
    except MinikError as error:
        return Drained(cluster, [], error)
    lines = [Line(f"Warning: {crew.warning}", talk=True)] if crew.warning else []
    waiting = [*crew.pods[-1:], *crew.pods[:-1]]
    if dry_run:
        suffix = {"client": "dry run", "server": "server dry run"}[dry_run]
        return Drained(cluster, [*lines, *(Line(f"evicting pod {objects.key(pod).path} ({suffix})") for pod in waiting)])
    while waiting:
        later, said, held = evicted(cluster, waiting, deleting=asked.deleting)
        lines += said
        stuck = [pod for pod in waiting if pod not in held and is_there(later, pod)]
        if len(held) == len(waiting) or stuck:
            errors = [*(overdue(pod, timeout) for pod in held if len(held) == len(waiting)), *(lingering(pod, timeout) for pod in stuck)]
            return Drained(later, [*lines, *pending(node, errors, [*held, *stuck])], errors[0] if len(errors) == 1 else summed(errors))
        cluster, waiting = later, held
    return Drained(cluster, lines)


def evicted(cluster: Cluster, waiting: Sequence[Object], *, deleting: bool = False) -> tuple[Cluster, list[Line], list[Object]]:
    """One round: who may goes, who may not is tried again."""
    draft, lines, held = cluster.draft(), [], []
    for pod in waiting:
        if deleting:
            admission.delete(draft, kinds.of_key("Pod"), draft.get(*objects.key(pod)) or pod)
            continue
        lines.append(Line(f"evicting pod {objects.key(pod).path}"))
        try:
            eviction.evict(draft, draft.get(*objects.key(pod)) or pod)
        except TooManyRequests as error:
            name, namespace = objects.name(pod), objects.namespace(pod)
            lines.append(Line(f'error when evicting pods/"{name}" -n "{namespace}" (will retry after 5s): {error.message}', talk=True))
            held.append(pod)
    if not draft.changes:
        return cluster, lines, held
    later = _steps.finished(draft.cluster(), {key.kind for key in draft.changes})
    gone = sorted((pod for pod in waiting if pod not in held and not is_there(later, pod)), key=objects.key)
    return later, [*lines, *(Line(f"pod/{objects.name(pod)} {'deleted' if deleting else 'evicted'}") for pod in gone)], held


def is_there(cluster: Cluster, pod: Object) -> bool:
    """Whether this very pod is still there."""
    now = cluster.get(*objects.key(pod))
    return now is not None and objects.uid(now) == objects.uid(pod)


def overdue(pod: Object, timeout: str) -> ClientError:
    """A pod that may not go, however long one waits."""
    return ClientError(f'error when evicting pods/"{objects.name(pod)}" -n "{objects.namespace(pod)}": global timeout reached: {timeout}')


def lingering(pod: Object, timeout: str) -> ClientError:
    """A pod that was let go and does not end: nobody on its node stops it."""
    return ClientError(f'error when waiting for pod "{objects.name(pod)}" in namespace "{objects.namespace(pod)}" to terminate: '
                       f"global timeout reached: {timeout}")


def summed(errors: Sequence[ClientError]) -> ClientError:
    """Several reasons as one."""
    return ClientError(f"[{', '.join(error.message for error in errors)}]")


def pending(node: Object, errors: Sequence[ClientError], left: Sequence[Object]) -> Iterator[Line]:
    """Who is left."""
    why = errors[0] if len(errors) == 1 else summed(errors)
    yield Line(f'There are pending pods in node "{objects.name(node)}" when an error occurred: {why.message}', talk=True)
    yield from (Line(f"pod/{objects.name(pod)}", talk=True) for pod in left)
