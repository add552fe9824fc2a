"""Disruption budgets: how many of their pods are healthy and how many may be evicted. Upstream
rule: `pkg/controller/disruption`.
"""

from collections.abc import Iterable, Iterator, Sequence

from minik.intake.system_metadata import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read
from minik.workloads import rollout_sizes

SCALED = ("ReplicaSet", "ReplicationController", "StatefulSet")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for budget in cluster.of("PodDisruptionBudget"):
        status = budget_status(cluster, budget, budget_pods(cluster, budget))
        if status != objects.status(budget):
            yield Put({**budget, "status": status})


def budget_pods(cluster: Cluster, budget: Object) -> Sequence[Object]:
    """Return the pods of a budget; none without a selector."""
    selector = read(budget, "spec.selector")
    if selector is None:
        return ()
    return selectors.select_objects(
        cluster, "Pod", objects.namespace(budget), selectors.of_label_selector(selector)
    )


def budget_status(cluster: Cluster, budget: Object, members: Sequence[Object]) -> Object:
    """Return the status of a budget."""
    expected, desired = required_pods(cluster, budget, members)
    healthy = sum(pods.is_ready(pod) and not pods.is_terminating(pod) for pod in members)
    allowed = max(healthy - desired, 0) if expected > 0 else 0
    generation = budget["metadata"].get("generation", 0)
    condition_list = budget_conditions(budget, allowed, generation, timestamp(cluster.now))
    return {
        "conditions": condition_list,
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "disruptionsAllowed": allowed,
        "expectedPods": expected,
        "observedGeneration": generation,
    }


def required_pods(cluster: Cluster, budget: Object, members: Sequence[Object]) -> tuple[int, int]:
    """Return how many pods are expected and how many must be healthy; percentages round up."""
    min_available, max_unavailable = (
        read(budget, "spec.minAvailable"),
        read(budget, "spec.maxUnavailable"),
    )
    if max_unavailable is not None:
        expected = expected_pods(cluster, members)
        return expected, max(
            expected - rollout_sizes.resolve_share(max_unavailable, expected, up=True), 0
        )
    if isinstance(min_available, str):
        expected = expected_pods(cluster, members)
        return expected, rollout_sizes.resolve_share(min_available, expected, up=True)
    return len(members), min_available or 0


def expected_pods(cluster: Cluster, members: Sequence[Object]) -> int:
    """Return how many pods the owners of these pods ask for, in all."""
    return sum(
        {
            objects.uid(owner): read(owner, "spec.replicas", 1)
            for pod in members
            for owner in scaled_owner(cluster, pod)
        }.values()
    )


def scaled_owner(cluster: Cluster, pod: Object) -> Iterator[Object]:
    """Yield the workload whose replicas decide how many such pods there are.

    For a pod of a deployment's replica set that is the deployment.
    """
    reference = objects.owner(pod)
    if reference is None or reference["kind"] not in SCALED:
        return
    owner = cluster.get(reference["kind"], objects.namespace(pod), reference["name"])
    grand_owner = objects.owner(owner) if owner else None
    if owner and grand_owner and grand_owner["kind"] == "Deployment":
        owner = cluster.get("Deployment", objects.namespace(pod), grand_owner["name"]) or owner
    if owner:
        yield owner


def budget_conditions(budget: Object, allowed: int, generation: int, now: str) -> list[Object]:
    """Return the conditions with DisruptionAllowed."""
    status, reason = ("True", "SufficientPods") if allowed > 0 else ("False", "InsufficientPods")
    existing: list[Object] = list(objects.status(budget).get("conditions") or ())
    others = [item for item in existing if item["type"] != "DisruptionAllowed"]
    since = next(
        (
            item["lastTransitionTime"]
            for item in existing
            if item not in others and item.get("status") == status
        ),
        now,
    )
    return [
        *others,
        {
            "lastTransitionTime": since,
            "message": "",
            "observedGeneration": generation,
            "reason": reason,
            "status": status,
            "type": "DisruptionAllowed",
        },
    ]


CONTROLLER = Controller(
    "disruption-controller",
    (
        "PodDisruptionBudget",
        "Pod",
        "Deployment",
        "ReplicaSet",
        "ReplicationController",
        "StatefulSet",
    ),
    Phase.OBSERVERS,
    reconcile,
    settles_in_one_run=True,
)
