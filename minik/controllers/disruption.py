"""Disruption budgets: how many of their pods are well, and how many may be taken away. Upstream rule: `pkg/controller/disruption`."""
from collections.abc import Iterable, Iterator, Sequence

from minik.controllers import _rollout
from minik.intake.admission import timestamp
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("PodDisruptionBudget", "Pod", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet")
PATIENCE = 5
ONE_GO = True
SCALED = ("ReplicaSet", "ReplicationController", "StatefulSet")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for budget in cluster.of("PodDisruptionBudget"):
        status = reckoned(cluster, budget, meant(cluster, budget))
        if status != objects.status(budget):
            yield Put({**budget, "status": status})


def meant(cluster: Cluster, budget: Object) -> Sequence[Object]:
    """The pods under a budget; one without a selector means nobody."""
    selector = read(budget, "spec.selector")
    if selector is None:
        return ()
    return selectors.chosen(cluster, "Pod", objects.namespace(budget), selectors.of_label_selector(selector))


def reckoned(cluster: Cluster, budget: Object, members: Sequence[Object]) -> Object:
    """What a budget says of itself."""
    expected, wanted = needed(cluster, budget, members)
    healthy = sum(pods.is_ready(pod) and not pods.is_terminating(pod) for pod in members)
    allowed = max(healthy - wanted, 0) if expected > 0 else 0
    generation = budget["metadata"].get("generation", 0)
    told = conditions(budget, allowed, generation, timestamp(cluster.now))
    return {"conditions": told, "currentHealthy": healthy, "desiredHealthy": wanted, "disruptionsAllowed": allowed,
            "expectedPods": expected, "observedGeneration": generation}


def needed(cluster: Cluster, budget: Object, members: Sequence[Object]) -> tuple[int, int]:
    """How many pods there should be, and how many of them have to be well; shares are rounded up."""
    least, most = read(budget, "spec.minAvailable"), read(budget, "spec.maxUnavailable")
    if most is not None:
        expected = scale(cluster, members)
        return expected, max(expected - _rollout.share(most, expected, up=True), 0)
    if isinstance(least, str):
        expected = scale(cluster, members)
        return expected, _rollout.share(least, expected, up=True)
    return len(members), least or 0


def scale(cluster: Cluster, members: Sequence[Object]) -> int:
    """How many pods those who made these were asked for."""
    return sum({objects.uid(owner): read(owner, "spec.replicas", 1) for pod in members for owner in scaled_by(cluster, pod)}.values())


def scaled_by(cluster: Cluster, pod: Object) -> Iterator[Object]:
    """The workload whose number decides how many such pods there are: of a replica set, its deployment."""
    reference = objects.owner(pod)
    if reference is None or reference["kind"] not in SCALED:
        return
    owner = cluster.get(reference["kind"], objects.namespace(pod), reference["name"])
    above = objects.owner(owner) if owner else None
    if owner and above and above["kind"] == "Deployment":
        owner = cluster.get("Deployment", objects.namespace(pod), above["name"]) or owner
    if owner:
        yield owner


def conditions(budget: Object, allowed: int, generation: int, now: str) -> list[Object]:
    """Whether anybody may go."""
    status, reason = ("True", "SufficientPods") if allowed > 0 else ("False", "InsufficientPods")
    found: list[Object] = list(objects.status(budget).get("conditions") or ())
    others = [one for one in found if one["type"] != "DisruptionAllowed"]
    since = next((one["lastTransitionTime"] for one in found if one not in others and one.get("status") == status), now)
    return [*others, {"lastTransitionTime": since, "message": "", "observedGeneration": generation, "reason": reason, "status": status,
                      "type": "DisruptionAllowed"}]
