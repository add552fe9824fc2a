"""Replica counts: what replica sets and replication controllers have in common.

Upstream rule: `pkg/controller/replicaset`. Missing pods are created from the template, surplus ones
deleted; the status is written when the number of active pods is right.
"""

from collections.abc import Callable, Iterator, Sequence

from minik.kinds import pod as pods
from minik.light_typing import TypeAlias
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.selectors import Selector
from minik.pod_life import availability
from minik.workloads import (
    concerned,
    deletion_order,
    object_names,
    ownership,
    pod_templates,
    replica_failures,
)

SelectorOf: TypeAlias = Callable[[Object], Selector]


def reconcile_kind(cluster: Cluster, kind: str, selector_of: SelectorOf) -> Iterator[Change]:
    """Yield the changes for every set of a kind; its status only when its pods are right."""
    adopted: set[str] = set()
    for owner in concerned.owners(cluster, kind, "Pod"):
        selector = selector_of(owner)
        members, claims, adopted_now = ownership.claim(cluster, owner, "Pod", selector, adopted)
        active = list(filter(availability.is_active, members))
        changes = [
            *claims,
            *(
                scaling_changes(cluster, owner, active, adopted_now)
                if ownership.matches_own_template(owner, selector)
                else ()
            ),
        ]
        yield from changes
        if not pod_templates.has_effect(cluster, changes):
            conditions = objects.status(owner).get("conditions") or ()
            if changes or conditions:
                conditions = replica_failures.conditions(owner, changes, len(active), cluster.now)
            yield from status_changes(cluster, owner, active, members, conditions)


def scaling_changes(
    cluster: Cluster, owner: Object, active: Sequence[Object], adopted_now: set[str]
) -> Iterator[Change]:
    """Yield the pods to create or delete; none for a terminating set."""
    missing = max(read(owner, "spec.replicas", 1), 0) - len(active)
    if ownership.is_terminating(owner) or not missing:
        return
    if pod_templates.check_pod_count(owner, missing) > 0:
        unused = object_names.unused_names(
            cluster, "Pod", objects.namespace(owner), f"{objects.name(owner)}-"
        )
        pod = pod_templates.pod_from_template(owner, read(owner, "spec.template", {}))
        yield from pod_templates.pod_copies(cluster, pod, [next(unused) for _ in range(missing)])
    else:
        candidates = [pod for pod in active if objects.uid(pod) not in adopted_now]
        yield from (
            Delete(objects.key(pod))
            for pod in deletion_order.pods_to_delete(cluster, owner, candidates, -missing)
        )


def status_changes(
    cluster: Cluster,
    owner: Object,
    active: Sequence[Object],
    members: Sequence[Object],
    conditions: Sequence[Object],
) -> Iterator[Put]:
    """Yield the set with its status, if that has changed."""
    labels, seconds = (
        read(owner, "spec.template.metadata.labels", {}),
        read(owner, "spec.minReadySeconds", 0),
    )
    ready = list(filter(pods.is_ready, active))
    available = (
        [pod for pod in ready if availability.is_available(pod, seconds, cluster.now)]
        if seconds
        else ready
    )
    counts = {
        "availableReplicas": len(available),
        "readyReplicas": len(ready),
        "observedGeneration": read(owner, "metadata.generation", 0),
        "fullyLabeledReplicas": sum(
            labels.items() <= objects.labels(pod).items() for pod in active
        ),
    }
    status = {name: number for name, number in counts.items() if number} | {"replicas": len(active)}
    is_told = not cluster.settings.kubernetes_version or cluster.settings.is_since(35)
    if owner["kind"] == "ReplicaSet" and is_told:
        status["terminatingReplicas"] = sum(
            pods.is_terminating(pod) and not pods.is_terminal(pod) for pod in members
        )
    status |= {"conditions": conditions} if conditions else {}
    if objects.status(owner) != status:
        yield Put({**owner, "status": status})
