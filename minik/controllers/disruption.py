"""Disruption budgets: how many of their pods are healthy and how many may be evicted. Upstream
rule: `pkg/controller/disruption`.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from minik import kinds
from minik.errors import NotFound
from minik.intake import scaling
from minik.intake.system_metadata import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, NewEvent, OptionalObject, Phase
from minik.model.object import Object, kind_name, read
from minik.workloads import rollout_sizes


class Unscalable(Exception):
    """Nobody knows how many pods there should be; the text is kube-controller-manager's."""


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for budget in cluster.of("PodDisruptionBudget"):
        try:
            status = budget_status(cluster, budget, budget_pods(cluster, budget))
        except Unscalable as reason:
            status = failed_status(budget, str(reason), timestamp(cluster.now))
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
    outcome = ("True", "SufficientPods") if allowed > 0 else ("False", "InsufficientPods")
    condition_list = budget_conditions(budget, *outcome, "", generation, timestamp(cluster.now))
    return {
        "conditions": condition_list,
        "currentHealthy": healthy,
        "desiredHealthy": desired,
        "disruptionsAllowed": allowed,
        "expectedPods": expected,
        "observedGeneration": generation,
    }


def failed_status(budget: Object, reason: str, now: str) -> Object:
    """Return the status of a budget that cannot be computed: it allows no disruption."""
    empty = {"currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0}
    status = {**empty, **objects.status(budget), "disruptionsAllowed": 0}
    generation = read(budget, "status.observedGeneration", 0)
    conditions = budget_conditions(budget, "False", "SyncFailed", reason, generation, now)
    return {**status, "conditions": conditions}


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
    """Return how many pods the owners of these pods ask for, in all; raise Unscalable."""
    owners = {
        reference["uid"]: (reference, pod)
        for pod in reversed(members)
        if (reference := objects.owner(pod)) is not None
    }
    return sum(owner_scale(cluster, reference, pod) for reference, pod in owners.values())


def owner_scale(cluster: Cluster, reference: Object, pod: Object) -> int:
    """Return how many pods the owner of a pod asks for; that of a replica set is its deployment.

    Raise Unscalable if the owner is gone or has no scale.
    """
    key = kind_name(reference["apiVersion"], reference["kind"])
    owner = cluster.get(key, objects.namespace(pod), reference["name"])
    kind = kinds.kind_of_key(key)
    try:
        path = scaling.replicas_path(cluster.draft(), kind, owner or {**reference, "metadata": {}})
    except NotFound:
        raise Unscalable(f"{kind.resource} does not implement the scale subresource") from None
    if owner is None or objects.uid(owner) != reference["uid"]:
        raise Unscalable(f'found no controllers for pod "{objects.name(pod)}"')
    above = objects.owner(owner)
    if above and above["kind"] == "Deployment":
        owner = cluster.get("Deployment", objects.namespace(pod), above["name"]) or owner
    return int(read(owner, path, 1))


def budget_conditions(
    budget: Object, status: str, reason: str, message: str, generation: int, now: str
) -> list[Object]:
    """Return the conditions with DisruptionAllowed."""
    existing: list[Object] = list(objects.status(budget).get("conditions") or ())
    others = [item for item in existing if item.get("type") != "DisruptionAllowed"]
    since = next(
        (
            item["lastTransitionTime"]
            for item in existing
            if item not in others and item.get("status") == status and "lastTransitionTime" in item
        ),
        now,
    )
    condition = {
        "lastTransitionTime": since,
        "message": message,
        **({"observedGeneration": generation} if generation else {}),
        "reason": reason,
        "status": status,
        "type": "DisruptionAllowed",
    }
    return [*others, condition]


UNMANAGED = (
    "Pods selected by this PodDisruptionBudget (selector: {}) were found to be unmanaged. As a "
    "result, the status of the PDB cannot be calculated correctly, which may result in undefined "
    'behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an '
    "integer value."
)


def budget_events(draft: Draft, _: OptionalObject, budget: OptionalObject) -> Iterator[NewEvent]:
    """Yield the events of a budget that selects no pods, or such that nobody can count."""
    if budget is None:
        return
    members = budget_pods(draft.base, budget)
    event = partial(NewEvent, budget, component="controllermanager", again=True)
    failure = next(
        (
            condition["message"]
            for condition in read(budget, "status.conditions", ())
            if condition.get("reason") == "SyncFailed"
        ),
        "",
    )
    if not members:
        yield event("NoPods", "No matching pods found")
    if failure:
        counted = f"Failed to calculate the number of expected pods: {failure}"
        yield event("CalculateExpectedPodCountFailed", counted, warning=True)
    elif not isinstance(read(budget, "spec.minAvailable"), int) and not all(
        map(objects.owner, members)
    ):
        yield event("UnmanagedPods", UNMANAGED.format(selector_text(budget)), warning=True)


def selector_text(budget: Object) -> str:
    """Return the selector as Go prints a `*metav1.LabelSelector`."""
    labels = " ".join(
        f"{name}:{value}"
        for name, value in sorted(read(budget, "spec.selector.matchLabels", {}).items())
    )
    expressions = "".join(
        "LabelSelectorRequirement{"
        f"Key:{one.get('key', '')},Operator:{one.get('operator', '')},"
        f"Values:[{' '.join(one.get('values') or ())}],"
        "},"
        for one in read(budget, "spec.selector.matchExpressions", ())
    )
    return (
        f"&LabelSelector{{MatchLabels:map[string]string{{{labels}}},"
        f"MatchExpressions:[]LabelSelectorRequirement{{{expressions}}},}}"
    )


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
    only_for="PodDisruptionBudget",
    settles_in_one_run=True,
    events={"PodDisruptionBudget": budget_events},
)
