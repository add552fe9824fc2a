"""Drain a node: evict its pods round by round, as disruption budgets allow; the cluster settles
between rounds.
"""

from collections.abc import Iterator, Sequence

from minik import kinds
from minik.client import draining
from minik.client.draining import DrainOptions
from minik.errors import ClientError, MinikError
from minik.intake import eviction, part_requests, registry, requests
from minik.intake.eviction import TooManyRequests
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster, Draft
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
    result = evict_all(cluster, node, options, waiting, timeout)
    return result._replace(lines=[*lines, *result.lines])


def evict_all(
    cluster: Cluster, node: Object, options: DrainOptions, waiting: Sequence[Object], timeout: str
) -> DrainResult:
    """Evict or delete pods in rounds, until all are gone or no more will go."""
    lines, denied = list[Line](), list[tuple[Object, ClientError]]()
    while waiting:
        after, messages, refused, wrong = evict_round(cluster, waiting, options)
        lines += messages
        denied += wrong
        waiting = [pod for pod in waiting if pod not in [pod for pod, _ in wrong]]
        lingering_pods = [pod for pod in waiting if pod not in refused and still_exists(after, pod)]
        if waiting and len(refused) == len(waiting) or lingering_pods:
            errors = [
                *(timeout_error(pod, timeout) for pod in refused if len(refused) == len(waiting)),
                *(termination_error(pod, timeout) for pod in lingering_pods),
            ]
            return DrainResult(
                after,
                [*lines, *pending_lines(node, errors, [*refused, *lingering_pods])],
                combine_errors(errors),
            )
        cluster, waiting = after, refused
    if denied:
        wrong_ones = [error for _, error in denied]
        lines += pending_lines(node, wrong_ones, [pod for pod, _ in denied])
        return DrainResult(cluster, lines, combine_errors(wrong_ones))
    return DrainResult(cluster, lines)


def evict(draft: Draft, pod: Object, *, deleting: bool) -> None:
    """Evict or delete one pod. Raise TooManyRequests for a protected one, or what a policy raises."""
    kind, current = kinds.kind_of_key("Pod"), draft.get(*objects.key(pod)) or pod
    if deleting:
        requests.admit_deletion(draft, kind, current)
        registry.delete(draft, kind, current)
        return
    place = {"name": objects.name(pod), "namespace": objects.namespace(pod)}
    sent = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": place}
    part_requests.admit(draft, kind, objects.key(pod), "eviction", sent)
    eviction.evict(draft, current)


def evict_round(
    cluster: Cluster, waiting: Sequence[Object], options: DrainOptions
) -> tuple[Cluster, list[Line], list[Object], list[tuple[Object, ClientError]]]:
    """Evict each pod once; return the cluster, the output, the pods that a budget protects, and those
    that a policy does not let go, with the error of each.
    """
    draft, lines, refused = cluster.draft(writer=options.writer), [], []
    denied, deleting = list[tuple[Object, ClientError]](), options.deleting
    for pod in waiting:
        if not deleting:
            lines.append(Line(f"evicting pod {objects.key(pod).path}"))
        try:
            evict(draft, pod, deleting=deleting)
        except TooManyRequests as error:
            lines.append(retry_line(pod, error))
            refused.append(pod)
        except MinikError as error:
            denied.append((pod, denial(pod, error, deleting=deleting)))
    if not draft.changes:
        return cluster, lines, refused, denied
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
        denied,
    )


def retry_line(pod: Object, error: MinikError) -> Line:
    """Return what is said of a pod that a disruption budget protects for now."""
    place = f'pods/"{objects.name(pod)}" -n "{objects.namespace(pod)}"'
    return Line(f"error when evicting {place} (will retry after 5s): {error.message}", talk=True)


def denial(pod: Object, error: MinikError, *, deleting: bool) -> ClientError:
    """Return the error for a pod that a policy does not let go."""
    doing = "deleting" if deleting else "evicting"
    return ClientError(
        f'error when {doing} pods/"{objects.name(pod)}" -n "{objects.namespace(pod)}": {error.message}'
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
    if len(errors) == 1:
        return errors[0]
    return ClientError(f"[{', '.join(error.message for error in errors)}]")


def pending_lines(
    node: Object, errors: Sequence[ClientError], remaining: Sequence[Object]
) -> Iterator[Line]:
    """Yield the lines about pods that are left on a node."""
    error = combine_errors(errors)
    yield Line(
        f'There are pending pods in node "{objects.name(node)}" when an error occurred: {error.message}',
        talk=True,
    )
    yield from (Line(f"pod/{objects.name(pod)}", talk=True) for pod in remaining)
