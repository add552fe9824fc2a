"""Deployments: a replica set for every template, the newest with the pods. Upstream rule: `pkg/controller/deployment`."""
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from minik.controllers import _claims, _conditions, _names, _rollout
from minik.controllers._rollout import Plan, Set
from minik.kinds import deployment as deployments
from minik.kinds.pod.template import default_template
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("Deployment", "ReplicaSet")
PATIENCE = 2
REVISION, HASH = deployments.REVISION, deployments.HASH
DESIRED, MOST = "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas"
HISTORY = "deployment.kubernetes.io/revision-history"
KEPT_BACK = ("kubectl.kubernetes.io/last-applied-configuration", REVISION, HISTORY, DESIRED, MOST, "deprecated.deployment.rollback.to")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    adopted: set[str] = set()
    for deployment in cluster.of("Deployment"):
        yield from changed(cluster, deployment, adopted)


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """When rollouts that do not go on will have taken too long."""
    for deployment in cluster.of("Deployment"):
        late = _conditions.deadline(deployment)
        if late:
            yield late


def ring(cluster: Cluster) -> Iterator[Put]:
    """The deployments whose rollouts have taken too long by now."""
    for deployment in cluster.of("Deployment"):
        late = _conditions.deadline(deployment)
        if late and late <= cluster.now:
            new, _ = sorted_out(deployment, _claims.dependents(cluster, deployment, "ReplicaSet"))
            yield Put(_conditions.overdue(deployment, new, cluster.now))


def changed(cluster: Cluster, deployment: Object, adopted: set[str]) -> Iterator[Change]:
    """What one deployment wants changed: whose its sets are, then which there are and how large, then what it says of itself."""
    selector = selectors.of_label_selector(read(deployment, "spec.selector", {}))
    members, claims, _ = _claims.claimed(cluster, deployment, "ReplicaSet", selector, adopted)
    if claims:
        yield from claims
        return
    new, old = sorted_out(deployment, members)
    if _claims.going(deployment) or not _claims.means_its_own(deployment, selector):
        yield from told(cluster, deployment, new, old)
        return
    wanted = list(resized(cluster, deployment, new, old))
    created = next((put.object for put in wanted if "uid" not in put.object["metadata"]), None)
    yield from wanted
    yield from told(cluster, deployment, new, old, created)
    if not wanted:
        yield from forgotten(deployment, new, old)


def sorted_out(deployment: Object, members: Sequence[Object]) -> tuple[Object | None, list[Object]]:
    """The replica set of the present template, and the others, the oldest first."""
    aged = sorted(members, key=lambda one: (one["metadata"].get("creationTimestamp") or "", objects.name(one)))
    template = deployments.without_hash(read(deployment, "spec.template", {}))
    new = next((one for one in aged if deployments.without_hash(read(one, "spec.template", {})) == template), None)
    if new is None and aged:
        new = next((one for one in aged if completed(one) == default_template(template)), None)
    return new, [one for one in aged if one is not new]


def completed(replica_set: Object) -> Object:
    """A set's template with all defaults, by which it is known in a dump that lacks some of them."""
    return default_template(deployments.without_hash(read(replica_set, "spec.template", {})))


def plan(deployment: Object) -> Plan:
    """What it asks for."""
    replicas = max(read(deployment, "spec.replicas", 1), 0)
    if read(deployment, "spec.strategy.type") == deployments.RECREATE:
        return Plan(replicas, at_once=True)
    rolling = read(deployment, "spec.strategy.rollingUpdate", {})
    return Plan(replicas, *_rollout.fenceposts(replicas, rolling.get("maxSurge", "25%"), rolling.get("maxUnavailable", "25%")))


def as_set(replica_set: Object | None) -> Set:
    """What the arithmetic needs to know of a replica set."""
    if replica_set is None:
        return Set(0)
    status, most = objects.status(replica_set), objects.annotations(replica_set).get(MOST, "0")
    return Set(read(replica_set, "spec.replicas", 1), status.get("availableReplicas", 0), status.get("replicas", 0),
               int(most) if most.isdecimal() else 0)


def resized(cluster: Cluster, deployment: Object, new: Object | None, old: Sequence[Object]) -> Iterator[Put]:
    """The replica sets that must be made or changed: the next step, of a rollout or of a change of size."""
    asked, paused = plan(deployment), bool(read(deployment, "spec.paused"))
    sets = [as_set(one) for one in old]
    scaling = paused or is_scaled(deployment, [*old, *([new] if new else [])])
    sizes = _rollout.scaled(asked, as_set(new) if new else None, sets) if scaling else _rollout.rolled(asked, as_set(new), sets)
    for one, size in zip(old, sizes.old):
        yield from _sized(one, size, asked, {}, told=scaling)
    if new is not None:
        yield from _sized(new, sizes.new, asked, inherited(deployment, new, old) if not paused else {}, told=scaling)
    elif not paused and not (asked.at_once and any(one.size or one.present for one in sets)):
        yield Put(made(cluster, deployment, old, sizes.new, asked))


def is_scaled(deployment: Object, sets: Sequence[Object]) -> bool:
    """Whether it asks for another number than when its sets were last sized."""
    replicas = str(read(deployment, "spec.replicas", 1))
    return any(read(one, "spec.replicas", 1) and objects.annotations(one).get(DESIRED, replicas) != replicas for one in sets)


def _sized(replica_set: Object, size: int, asked: Plan, inherits: Mapping[str, str], *, told: bool) -> Iterator[Put]:
    annotations = {**objects.annotations(replica_set), **inherits}
    if told and size or size != read(replica_set, "spec.replicas", 1):
        annotations |= limits(asked)
    after = objects.write(replica_set, "spec.replicas", size) if size != read(replica_set, "spec.replicas", 1) else replica_set
    if annotations != objects.annotations(replica_set):
        after = objects.write(after, "metadata.annotations", annotations)
    if after is not replica_set:
        yield Put(after)


def limits(asked: Plan) -> dict[str, str]:
    """What a set's size was reckoned from, written on it."""
    return {DESIRED: str(asked.replicas), MOST: str(asked.replicas + asked.surge)}


def revision(replica_set: Object) -> int:
    """Its place in the deployment's history."""
    text = objects.annotations(replica_set).get(REVISION, "")
    return int(text) if text.isdecimal() else 0


def inherited(deployment: Object, new: Object, old: Sequence[Object]) -> dict[str, str]:
    """What a deployment writes on its new set: its own annotations, and a revision above all others, with those it had before."""
    found = {name: text for name, text in objects.annotations(deployment).items() if name not in KEPT_BACK}
    newest, present = max(map(revision, old), default=0) + 1, objects.annotations(new)
    if revision(new) >= newest:
        return found
    past = [present[name] for name in (HISTORY, REVISION) if present.get(name)]
    return {**found, REVISION: str(newest), **({HISTORY: ",".join(past)} if REVISION in present else {})}


def made(cluster: Cluster, deployment: Object, old: Sequence[Object], size: int, asked: Plan) -> Object:
    """A new replica set for the present template."""
    template = read(deployment, "spec.template", {})
    word, name = unused(cluster, deployment, template)
    labels = {**objects.labels({"metadata": template.get("metadata") or {}}), HASH: word}
    selector = read(deployment, "spec.selector", {})
    spec = {"replicas": size, "selector": {**selector, "matchLabels": {**(selector.get("matchLabels") or {}), HASH: word}},
            "template": {**template, "metadata": {**(template.get("metadata") or {}), "labels": labels}}}
    if read(deployment, "spec.minReadySeconds"):
        spec["minReadySeconds"] = read(deployment, "spec.minReadySeconds")
    metadata: dict[str, Any] = {"name": name, "namespace": objects.namespace(deployment), "labels": labels,
                                "ownerReferences": [_names.owner(deployment)]}
    bare = {"apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": metadata, "spec": spec}
    return objects.write(bare, "metadata.annotations", {**inherited(deployment, bare, old), **limits(asked)})


def unused(cluster: Cluster, deployment: Object, template: Object) -> tuple[str, str]:
    """The template's hash and the set's name; another hash where somebody has that name already."""
    collisions = read(deployment, "status.collisionCount")
    while True:
        word = _names.hashed(template, collisions)
        name = f"{objects.name(deployment)}-{word}"
        if cluster.get("ReplicaSet", objects.namespace(deployment), name) is None:
            return word, name
        collisions = (collisions or 0) + 1


def forgotten(deployment: Object, new: Object | None, old: Sequence[Object]) -> Iterator[Delete]:
    """The oldest sets beyond the history that is kept, once the rollout is over."""
    limit = read(deployment, "spec.revisionHistoryLimit", 10)
    idle = [one for one in old if not as_set(one).size and not as_set(one).present and not _claims.going(one)]
    if len(idle) > limit and (_conditions.is_complete(deployment) or read(deployment, "spec.paused")):
        yield from (Delete(objects.key(one)) for one in sorted(idle, key=revision)[:len(idle) - limit])


def told(cluster: Cluster, deployment: Object, new: Object | None, old: Sequence[Object], created: Object | None = None) -> Iterator[Put]:
    """The deployment with its status and revision, where they are not so already; `created` is a set that was made just now."""
    status = _conditions.status(deployment, new, old, plan(deployment), cluster.now, created)
    after = deployment if status == objects.status(deployment) else {**deployment, "status": status}
    if new and REVISION in objects.annotations(new) and objects.annotations(new)[REVISION] != objects.annotations(deployment).get(REVISION):
        annotations = {**objects.annotations(deployment), REVISION: objects.annotations(new)[REVISION]}
        after = objects.write(after, "metadata.annotations", annotations)
    if after is not deployment:
        yield Put(after)
