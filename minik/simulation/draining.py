"""Drain a node: evict its pods round by round, as disruption budgets allow; the cluster settles
between rounds.
"""

from collections.abc import Iterator, Sequence

from minik import kinds
from minik.client import draining
from minik.client.draining import DrainOptions
from minik.errors import ClientError, MinikError
from minik.intake import eviction, registry
from minik.intake.eviction import TooManyRequests
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.simulation import rounds


class Line(NamedTuple):
    """A line of output; `talk`: it goes to stderr."""

    text: str
    talk: bool = False


class DrainResult(NamedTuple):
    """The cluster afterwards, the output, and the error if the node could not be emptied."""

    cluster: Cluster
    lines: Sequence[Line]
    error: MinikError | None = None


def drain(
    cluster: Cluster, node: Object, options: DrainOptions, *, dry_run: str = "", timeout: str = "0s"
) -> DrainResult:
    """Evict or delete the pods of one node; return how far that went."""
    try:
        crew = draining.pods_to_delete(cluster, node, options)
    except MinikError as error:
        return DrainResult(cluster, [], error)
    lines = [Line(f"Warning: {crew.warning}", talk=True)] if crew.warning else []
    waiting = [*crew.pods[-1:], *crew.pods[:-1]]
    if dry_run:
        suffix = {"client": "dry run", "server": "server dry run"}[dry_run]
        return DrainResult(
            cluster,
            [
                *lines,
                *(Line(f"evicting pod {objects.key(pod).path} ({suffix})") for pod in waiting),
            ],
        )
    while waiting:
        after, messages, refused = evict_round(cluster, waiting, deleting=options.deleting)
        lines += messages
        lingering_pods = [pod for pod in waiting if pod not in refused and still_exists(after, pod)]
        if len(refused) == len(waiting) or lingering_pods:
            errors = [
                *(timeout_error(pod, timeout) for pod in refused if len(refused) == len(waiting)),
                *(termination_error(pod, timeout) for pod in lingering_pods),
            ]
            return DrainResult(
                after,
                [*lines, *pending_lines(node, errors, [*refused, *lingering_pods])],
                errors[0] if len(errors) == 1 else combine_errors(errors),
            )
        cluster, waiting = after, refused
    return DrainResult(cluster, lines)


def evict_round(
    cluster: Cluster, waiting: Sequence[Object], *, deleting: bool = False
) -> tuple[Cluster, list[Line], list[Object]]:
    """Evict each pod once; return the cluster, the output and the pods that a budget protects."""
    draft, lines, refused = cluster.draft(), [], []
    for pod in waiting:
        if deleting:
            registry.delete(draft, kinds.kind_of_key("Pod"), draft.get(*objects.key(pod)) or pod)
            continue
        lines.append(Line(f"evicting pod {objects.key(pod).path}"))
        try:
            eviction.evict(draft, draft.get(*objects.key(pod)) or pod)
        except TooManyRequests as error:
            name, namespace = objects.name(pod), objects.namespace(pod)
            lines.append(
                Line(
                    f'error when evicting pods/"{name}" -n "{namespace}" (will retry after 5s): {error.message}',
                    talk=True,
                )
            )
            refused.append(pod)
    if not draft.changes:
        return cluster, lines, refused
    after = rounds.run_to_end(draft.cluster(), {key.kind for key in draft.changes})
    deleted = sorted(
        (pod for pod in waiting if pod not in refused and not still_exists(after, pod)),
        key=objects.key,
    )
    return (
        after,
        [
            *lines,
            *(
                Line(f"pod/{objects.name(pod)} {'deleted' if deleting else 'evicted'}")
                for pod in deleted
            ),
        ],
        refused,
    )


def still_exists(cluster: Cluster, pod: Object) -> bool:
    """Whether this very pod (same uid) still exists."""
    current = cluster.get(*objects.key(pod))
    return current is not None and objects.uid(current) == objects.uid(pod)


def timeout_error(pod: Object, timeout: str) -> ClientError:
    """Return the error for a pod whose budget never allows its eviction."""
    return ClientError(
        f'error when evicting pods/"{objects.name(pod)}" -n "{objects.namespace(pod)}": global timeout reached: {timeout}'
    )


def termination_error(pod: Object, timeout: str) -> ClientError:
    """Return the error for an evicted pod that does not terminate, as no kubelet stops it."""
    return ClientError(
        f'error when waiting for pod "{objects.name(pod)}" in namespace "{objects.namespace(pod)}" to terminate: '
        f"global timeout reached: {timeout}"
    )


def combine_errors(errors: Sequence[ClientError]) -> ClientError:
    """Return several errors as one."""
    return ClientError(f"[{', '.join(error.message for error in errors)}]")


def pending_lines(
    node: Object, errors: Sequence[ClientError], remaining: Sequence[Object]
) -> Iterator[Line]:
    """Yield the lines about pods that are left on a node."""
    error = errors[0] if len(errors) == 1 else combine_errors(errors)
    yield Line(
        f'There are pending pods in node "{objects.name(node)}" when an error occurred: {error.message}',
        talk=True,
    )
    yield from (Line(f"pod/{objects.name(pod)}", talk=True) for pod in remaining)
