"""The cards of workloads, each with its pods."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import endpoint_checks
from minik.diagnosis.graph.blame import Blame, health
from minik.diagnosis.graph.records import (
    Card,
    Column,
    Dot,
    Health,
    PodState,
    card_id,
    count_states,
    worst,
)
from minik.diagnosis.view import View, has_status
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Key, Object

ONCE = ("Job", "CronJob")
MOST_PLANNED = 1000  # pods that a template stands for are drawn one by one up to here


def cards(view: View, blame: Blame, namespaces: frozenset[str]) -> Iterator[Card]:
    """Yield a card for every workload and every bare pod in these namespaces."""
    made: dict[Key, list[Object]] = {}
    for workload in view.workloads:
        if objects.namespace(workload) in namespaces:
            made[objects.key(workload)] = []
    for namespace in sorted(namespaces):
        for pod in view.cluster.within("Pod", namespace):
            made.setdefault(view.maker_of(pod), []).append(pod)
    for key, members in made.items():
        yield card(view, blame, key, members)


def card(view: View, blame: Blame, key: Key, members: Sequence[Object]) -> Card:
    """Return the card of one workload."""
    dots = tuple(_dots(view, key, members))
    found = blame.of(key)
    workload = view.cluster.get(*key)
    policies = dict.fromkeys(
        objects.name(policy)
        for direction in ("ingress", "egress")
        for policy in (view.policies.restricting(members[0], direction) if members else ())
    )
    traits = [("policy", name) for name in policies]
    if key.kind == "CronJob" and workload is not None:
        traits.append(("schedule", str(objects.spec(workload).get("schedule") or "")))
    return Card(
        card_id(key),
        Column.WORKLOAD,
        key.kind,
        key.namespace,
        key.name,
        worst((health(found), _health(dots, once=key.kind in ONCE))),
        key,
        tuple(traits),
        dots,
        count_states(dots),
        found,
    )


def _dots(view: View, key: Key, members: Sequence[Object]) -> Iterator[Dot]:
    """Yield the pods; a template without a cluster stands for as many as it asks for."""
    if members and not has_status(members[0]):
        workload = view.cluster.get(*key)
        number = objects.read(workload, "spec.replicas", 1) if workload else 1
        for _ in range(min(int(number), MOST_PLANNED)):
            yield Dot(key.name, PodState.PLANNED)
        return
    for pod in members:
        yield dot(view, pod)


def dot(view: View, pod: Object) -> Dot:
    """Return a pod with its state, and what keeps it from being ready."""
    name, node = objects.name(pod), pods.node(pod)
    if pods.phase(pod) == "Succeeded":
        return Dot(name, PodState.ENDED, "", node)
    failed = endpoint_checks.check_readiness(view.cluster, pod)
    if failed is None:
        return Dot(name, PodState.READY, "", node)
    failing = pods.phase(pod) == "Failed" or bool(endpoint_checks.container_problem(pod))
    return Dot(name, PodState.FAILING if failing else PodState.NOT_READY, failed.text, node)


def _health(dots: Sequence[Dot], *, once: bool) -> Health:
    """Return how a workload is by its pods alone; Jobs are not ready when they have ended."""
    states = {dot.state for dot in dots}
    if not states & {PodState.NOT_READY, PodState.FAILING} or once:
        return Health.WELL
    alive = states & {PodState.READY, PodState.PLANNED}
    return Health.DOUBTFUL if alive or PodState.FAILING not in states else Health.BROKEN
