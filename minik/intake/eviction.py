"""Eviction: a pod is asked to go, and may, if its disruption budgets allow it. Upstream rule: registry `core/pod/storage/eviction`."""
from collections.abc import Sequence

from minik import kinds
from minik.errors import InternalError, MinikError
from minik.intake import admission
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.cluster import Cluster, Draft
from minik.model.object import Object, read, write

WHY = {"type": "DisruptionTarget", "status": "True", "reason": "EvictionByEvictionAPI", "message": "Eviction API: evicting"}


class TooManyRequests(MinikError):
    """Not now: a disruption budget forbids it."""

    reason, code = "TooManyRequests", 429


def evict(draft: Draft, pod: Object) -> None:
    """Let a pod go, and take it off its budget's account."""
    budgets = meant(draft.base, pod) if needs_leave(pod) else []
    if len(budgets) > 1:
        raise InternalError("This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.")
    if budgets:
        account(draft, draft.get(*objects.key(budgets[0])) or budgets[0], pod)
    marked = draft.put(disrupted(pod, WHY, admission.timestamp(draft.now)))
    admission.delete(draft, kinds.of_key("Pod"), marked)


def needs_leave(pod: Object) -> bool:
    """Whether anybody would miss it: not one that has ended, waits, or goes already."""
    return not (pods.is_terminal(pod) or pods.phase(pod) == "Pending" or pods.is_terminating(pod))


def meant(cluster: Cluster, pod: Object) -> Sequence[Object]:
    """The budgets under which a pod stands."""
    return [budget for budget in cluster.within("PodDisruptionBudget", objects.namespace(pod)) if read(budget, "spec.selector") is not None
            and selectors.matches(selectors.of_label_selector(read(budget, "spec.selector")), objects.labels(pod))]


def account(draft: Draft, budget: Object, pod: Object) -> None:
    """A budget with one disruption less; a pod that does not serve costs nothing where the budget says so, or is fulfilled."""
    name, status = objects.name(budget), objects.status(budget)
    healthy, wanted = status.get("currentHealthy", 0), status.get("desiredHealthy", 0)
    if not pods.is_ready(pod) and (read(budget, "spec.unhealthyPodEvictionPolicy") == "AlwaysAllow" or wanted and healthy >= wanted):
        return
    if status.get("observedGeneration", 0) < budget["metadata"].get("generation", 0):
        raise TooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.",
                              hint=f"The disruption budget {name} is still being processed by the server.")
    if status.get("disruptionsAllowed", 0) <= 0:
        raise TooManyRequests("Cannot evict pod as it would violate the pod's disruption budget.",
                              hint=f"The disruption budget {name} needs {wanted} healthy pods and has {healthy} currently")
    draft.put(write(budget, "status.disruptionsAllowed", status["disruptionsAllowed"] - 1))


def disrupted(pod: Object, why: Object, now: str) -> Object:
    """A pod that says why it is being disrupted."""
    rest = [one for one in read(pod, "status.conditions", []) if one["type"] != why["type"]]
    return write(pod, "status.conditions", [*rest, {**why, "lastProbeTime": None, "lastTransitionTime": now}])
