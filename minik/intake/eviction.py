"""Eviction: delete a pod if its disruption budgets allow it.

Upstream rule: registry `core/pod/storage/eviction`.
"""

from collections.abc import Sequence

from minik import kinds
from minik.errors import InternalError, MinikError
from minik.intake import registry, system_metadata
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, read, write

WHY = {
    "type": "DisruptionTarget",
    "status": "True",
    "reason": "EvictionByEvictionAPI",
    "message": "Eviction API: evicting",
}


class TooManyRequests(MinikError):
    """A disruption budget forbids the eviction for now."""

    reason, code = "TooManyRequests", 429


def evict(draft: Draft, pod: Object) -> None:
    """Evict a pod and charge its disruption budget; raise TooManyRequests if none is left."""
    charge(draft, pod)
    registry.delete(draft, kinds.kind_of_key("Pod"), draft.put(marked(draft, pod)))


def marked(draft: Draft, pod: Object) -> Object:
    """Return a pod with the condition that says why it goes."""
    return with_disruption_condition(pod, WHY, system_metadata.timestamp(draft.now))


def charge(draft: Draft, pod: Object) -> None:
    """Charge the disruption budget of a pod; raise TooManyRequests if none is left."""
    budgets = find_budgets(draft.base, pod) if needs_budget_check(pod) else []
    if len(budgets) > 1:
        raise InternalError(
            "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        )
    if budgets:
        charge_budget(draft, draft.get(*objects.key(budgets[0])) or budgets[0], pod)


def needs_budget_check(pod: Object) -> bool:
    """Tell whether budgets apply: not for pods that are terminal, pending or terminating."""
    return not (pods.is_terminal(pod) or pods.phase(pod) == "Pending" or pods.is_terminating(pod))


def find_budgets(cluster: Cluster, pod: Object) -> Sequence[Object]:
    """Return the disruption budgets that select a pod."""
    return [
        budget
        for budget in cluster.within("PodDisruptionBudget", objects.namespace(pod))
        if read(budget, "spec.selector") is not None
        and selectors.matches(
            selectors.of_label_selector(read(budget, "spec.selector")), objects.labels(pod)
        )
    ]


def charge_budget(draft: Draft, budget: Object, pod: Object) -> None:
    """Take one from status.disruptionsAllowed; an unready pod is free if the policy allows it or
    enough pods are healthy. Raise TooManyRequests if no disruption is allowed.
    """
    name, status = objects.name(budget), objects.status(budget)
    healthy, desired = status.get("currentHealthy", 0), status.get("desiredHealthy", 0)
    if not pods.is_ready(pod) and (
        read(budget, "spec.unhealthyPodEvictionPolicy") == "AlwaysAllow"
        or desired
        and healthy >= desired
    ):
        return
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 0):
        raise TooManyRequests(
            "Cannot evict pod as it would violate the pod's disruption budget.",
            hint=f"The disruption budget {name} is still being processed by the server.",
        )
    if status.get("disruptionsAllowed", 0) <= 0:
        raise TooManyRequests(
            "Cannot evict pod as it would violate the pod's disruption budget.",
            hint=f"The disruption budget {name} needs {desired} healthy pods and has {healthy} currently",
        )
    draft.put(write(budget, "status.disruptionsAllowed", status["disruptionsAllowed"] - 1))


def with_disruption_condition(pod: Object, condition: Object, now: str) -> Object:
    """Set the pod's DisruptionTarget condition."""
    others = [
        existing
        for existing in read(pod, "status.conditions", [])
        if existing["type"] != condition.get("type")
    ]
    return write(
        pod,
        "status.conditions",
        [*others, {**condition, "lastProbeTime": None, "lastTransitionTime": now}],
    )
