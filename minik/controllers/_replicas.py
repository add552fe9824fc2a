"""As many pods as were asked for: what replica sets and replication controllers have in common.

Upstream rule: `pkg/controller/replicaset`. What is missing is made from the template, what is too much goes; a set that has as many
active pods as it should tells how they are.
"""
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from minik.controllers import _availability, _claims, _names, _templates, _victims
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.selectors import Selector

Chosen: TypeAlias = Callable[[Object], Selector]


def reconciled(cluster: Cluster, kind: str, chosen: Chosen) -> Iterator[Change]:
    """What every set of a kind wants changed; its status last, when its pods are as they should be."""
    adopted: set[str] = set()
    for owner in cluster.of(kind):
        selector = chosen(owner)
        members, claims, taken = _claims.claimed(cluster, owner, "Pod", selector, adopted)
        active = list(filter(_availability.is_active, members))
        changes = [*claims, *(scaled(cluster, owner, active, taken) if _claims.means_its_own(owner, selector) else ())]
        yield from changes
        if not _templates.is_under_way(changes):
            yield from told(cluster, owner, active, members)


def scaled(cluster: Cluster, owner: Object, active: Sequence[Object], taken: set[str]) -> Iterator[Change]:
    """The pods that are missing, or those that are too many; of a set that goes, nobody asks how many."""
    missing = max(read(owner, "spec.replicas", 1), 0) - len(active)
    if _claims.going(owner) or not missing:
        return
    if _templates.affordable(owner, missing) > 0:
        fresh = _names.fresh(cluster, "Pod", objects.namespace(owner), f"{objects.name(owner)}-")
        pod = _templates.from_template(owner, read(owner, "spec.template", {}))
        yield from _templates.siblings(cluster, pod, [next(fresh) for _ in range(missing)])
    else:
        own = [pod for pod in active if objects.uid(pod) not in taken]
        yield from (Delete(objects.key(pod)) for pod in _victims.chosen(cluster, owner, own, -missing))


def told(cluster: Cluster, owner: Object, active: Sequence[Object], members: Sequence[Object]) -> Iterator[Put]:
    """The set with its status, where it is not so already."""
    labels, seconds = read(owner, "spec.template.metadata.labels", {}), read(owner, "spec.minReadySeconds", 0)
    ready = list(filter(pods.is_ready, active))
    available = [pod for pod in ready if _availability.is_available(pod, seconds, cluster.now)] if seconds else ready
    counts = {"availableReplicas": len(available), "readyReplicas": len(ready), "observedGeneration": read(owner, "metadata.generation", 0),
              "fullyLabeledReplicas": sum(labels.items() <= objects.labels(pod).items() for pod in active)}
    status = {name: number for name, number in counts.items() if number} | {"replicas": len(active)}
    if owner["kind"] == "ReplicaSet":
        status["terminatingReplicas"] = sum(pods.is_terminating(pod) and not pods.is_terminal(pod) for pod in members)
    was = objects.status(owner)
    status |= {"conditions": was["conditions"]} if was.get("conditions") else {}
    if was != status:
        yield Put({**owner, "status": status})
