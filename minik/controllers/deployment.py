"""Deployments: a replica set for every template, the newest with the pods. Upstream rule:
`pkg/controller/deployment`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from minik.kinds import deployment as deployments
from minik.kinds.pod.template import default_template
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, NewEvent, OptionalObject, Phase
from minik.model.object import Object, read
from minik.recording.events import owner_of
from minik.workloads import (
    concerned,
    deployment_status,
    new_replica_sets,
    ownership,
    rollout_sizes,
)
from minik.workloads.rollout_sizes import Plan, SetState


def reconcile(cluster: Cluster) -> Iterable[Change]:
    adopted: set[str] = set()
    for deployment in concerned.owners(cluster, "Deployment", "ReplicaSet"):
        yield from deployment_changes(cluster, deployment, adopted)


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when rollouts will have exceeded their progress deadline."""
    for deployment in cluster.of("Deployment"):
        deadline = deployment_status.progress_deadline(deployment)
        if deadline:
            yield deadline


def when_due(cluster: Cluster) -> Iterator[Put]:
    """Yield the deployments whose rollout has exceeded its progress deadline."""
    for deployment in cluster.of("Deployment"):
        deadline = deployment_status.progress_deadline(deployment)
        if deadline and deadline <= cluster.now:
            new, _ = split_replica_sets(
                deployment, ownership.dependents(cluster, deployment, "ReplicaSet")
            )
            yield Put(deployment_status.with_timeout(deployment, new, cluster.now))


def deployment_changes(cluster: Cluster, deployment: Object, adopted: set[str]) -> Iterator[Change]:
    """Yield one deployment's changes: adoption first, then replica sets, then status."""
    selector = selectors.of_label_selector(read(deployment, "spec.selector", {}))
    members, claims, _ = ownership.claim(cluster, deployment, "ReplicaSet", selector, adopted)
    if claims:
        yield from claims
        return
    new, old = split_replica_sets(deployment, members)
    if ownership.is_terminating(deployment) or not ownership.matches_own_template(
        deployment, selector
    ):
        yield from status_changes(cluster, deployment, new, old)
        return
    resizes = list(resize_changes(cluster, deployment, new, old))
    created = next((put.object for put in resizes if "uid" not in put.object["metadata"]), None)
    yield from resizes
    yield from status_changes(cluster, deployment, new, old, created)
    if not resizes:
        yield from surplus_sets(deployment, new, old)


def split_replica_sets(
    deployment: Object, members: Sequence[Object]
) -> tuple[Object | None, list[Object]]:
    """Return the replica set of the present template (or None) and the others, oldest first."""
    by_age = sorted(
        members,
        key=lambda replica_set: (
            replica_set["metadata"].get("creationTimestamp") or "",
            objects.name(replica_set),
        ),
    )
    template = deployments.without_hash(read(deployment, "spec.template", {}))
    new = next(
        (
            replica_set
            for replica_set in by_age
            if deployments.without_hash(read(replica_set, "spec.template", {})) == template
        ),
        None,
    )
    if new is None and by_age:
        new = next(
            (
                replica_set
                for replica_set in by_age
                if defaulted_template(replica_set) == default_template(template)
            ),
            None,
        )
    return new, [replica_set for replica_set in by_age if replica_set is not new]


def defaulted_template(replica_set: Object) -> Object:
    """Return a replica set's template with defaults, to compare imported sets that lack some."""
    return default_template(deployments.without_hash(read(replica_set, "spec.template", {})))


def rollout_plan(deployment: Object) -> Plan:
    """Return what a deployment asks for."""
    replicas = max(read(deployment, "spec.replicas", 1), 0)
    if read(deployment, "spec.strategy.type") == deployments.RECREATE:
        return Plan(replicas, at_once=True)
    rolling = read(deployment, "spec.strategy.rollingUpdate", {})
    return Plan(
        replicas,
        *rollout_sizes.resolve_fenceposts(
            replicas, rolling.get("maxSurge", "25%"), rolling.get("maxUnavailable", "25%")
        ),
    )


def set_state(replica_set: Object | None) -> SetState:
    """Return what the arithmetic needs to know of a replica set; None is an empty one."""
    if replica_set is None:
        return SetState(0)
    status, max_replicas = (
        objects.status(replica_set),
        objects.annotations(replica_set).get(new_replica_sets.MAX_REPLICAS, "0"),
    )
    return SetState(
        read(replica_set, "spec.replicas", 1),
        status.get("availableReplicas", 0),
        status.get("replicas", 0),
        int(max_replicas) if max_replicas.isdecimal() else 0,
    )


def resize_changes(
    cluster: Cluster, deployment: Object, new: Object | None, old: Sequence[Object]
) -> Iterator[Put]:
    """Yield the replica sets to create or resize: the next step of a rollout or of scaling."""
    target, paused = rollout_plan(deployment), bool(read(deployment, "spec.paused"))
    old_states = [set_state(replica_set) for replica_set in old]
    scaling = paused or is_scaled(deployment, [*old, *([new] if new else [])])
    sizes = (
        rollout_sizes.scale_sizes(target, set_state(new) if new else None, old_states)
        if scaling
        else rollout_sizes.rolling_sizes(target, set_state(new), old_states)
    )
    for replica_set, size in zip(old, sizes.old):
        yield from _resize(replica_set, size, target, {}, annotate=scaling)
    if new is not None:
        yield from _resize(
            new,
            sizes.new,
            target,
            new_replica_sets.inherited_annotations(deployment, new, old) if not paused else {},
            annotate=scaling,
        )
    elif not paused and not (
        target.at_once
        and any(replica_set.size or replica_set.present for replica_set in old_states)
    ):
        yield Put(new_replica_sets.new_replica_set(cluster, deployment, old, sizes.new, target))


def is_scaled(deployment: Object, sets: Sequence[Object]) -> bool:
    """Whether spec.replicas differs from when the replica sets were last sized."""
    replicas = str(read(deployment, "spec.replicas", 1))
    return any(
        read(replica_set, "spec.replicas", 1)
        and objects.annotations(replica_set).get(new_replica_sets.DESIRED_REPLICAS, replicas)
        != replicas
        for replica_set in sets
    )


def _resize(
    replica_set: Object, size: int, target: Plan, extra: Mapping[str, str], *, annotate: bool
) -> Iterator[Put]:
    annotations = {**objects.annotations(replica_set), **extra}
    if annotate and size or size != read(replica_set, "spec.replicas", 1):
        annotations |= new_replica_sets.size_annotations(target)
    updated = (
        objects.write(replica_set, "spec.replicas", size)
        if size != read(replica_set, "spec.replicas", 1)
        else replica_set
    )
    if annotations != objects.annotations(replica_set):
        updated = objects.write(updated, "metadata.annotations", annotations)
    if updated is not replica_set:
        yield Put(updated)


def surplus_sets(deployment: Object, new: Object | None, old: Sequence[Object]) -> Iterator[Delete]:
    """Yield deletions of the oldest empty sets beyond revisionHistoryLimit, after the rollout."""
    limit = read(deployment, "spec.revisionHistoryLimit", 10)
    idle = [
        replica_set
        for replica_set in old
        if not set_state(replica_set).size
        and not set_state(replica_set).present
        and not ownership.is_terminating(replica_set)
    ]
    if len(idle) > limit and (
        deployment_status.is_complete(deployment) or read(deployment, "spec.paused")
    ):
        yield from (
            Delete(objects.key(replica_set))
            for replica_set in sorted(idle, key=new_replica_sets.revision_of)[: len(idle) - limit]
        )


def status_changes(
    cluster: Cluster,
    deployment: Object,
    new: Object | None,
    old: Sequence[Object],
    created: Object | None = None,
) -> Iterator[Put]:
    """Yield the deployment with its status and revision, if they have changed.

    `created` is a replica set created just now.
    """
    status = deployment_status.compute_status(
        deployment, new, old, rollout_plan(deployment), cluster.now, created
    )
    if cluster.settings.kubernetes_version and not cluster.settings.is_since(35):
        status = objects.drop(status, "terminatingReplicas")
    updated = (
        deployment if status == objects.status(deployment) else {**deployment, "status": status}
    )
    if (
        new
        and new_replica_sets.REVISION in objects.annotations(new)
        and objects.annotations(new)[new_replica_sets.REVISION]
        != objects.annotations(deployment).get(new_replica_sets.REVISION)
    ):
        annotations = {
            **objects.annotations(deployment),
            new_replica_sets.REVISION: objects.annotations(new)[new_replica_sets.REVISION],
        }
        updated = objects.write(updated, "metadata.annotations", annotations)
    if updated is not deployment:
        yield Put(updated)


def scaling_events(draft: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a deployment that resized a replica set."""
    owner = owner_of(draft, new, "Deployment") if new else None
    before, after = (
        read(replica_set, "spec.replicas", 1) if replica_set else 0 for replica_set in (old, new)
    )
    if new and owner and before != after:
        message = f"Scaled {'up' if after > before else 'down'} replica set {objects.name(new)} from {before} to {after}"
        yield NewEvent(owner, "ScalingReplicaSet", message, "deployment-controller", again=True)


CONTROLLER = Controller(
    "deployment-controller",
    ("Deployment", "ReplicaSet"),
    Phase.ROLLOUTS,
    reconcile,
    only_for="Deployment",
    due_times=due_times,
    when_due=when_due,
    events={"ReplicaSet": scaling_events},
)
