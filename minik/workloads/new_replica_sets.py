"""The replica set of a deployment's present template. Upstream rule: `pkg/controller/deployment`."""

from collections.abc import Sequence

from minik.kinds import deployment as deployments
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.workloads import object_names
from minik.workloads.rollout_sizes import Plan

REVISION, HASH = deployments.REVISION, deployments.HASH
DESIRED_REPLICAS, MAX_REPLICAS = (
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
)
HISTORY = "deployment.kubernetes.io/revision-history"
NOT_INHERITED = (
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    HISTORY,
    DESIRED_REPLICAS,
    MAX_REPLICAS,
    "deprecated.deployment.rollback.to",
)


def size_annotations(target: Plan) -> dict[str, str]:
    """Return the annotations that record what a size was computed from."""
    return {
        DESIRED_REPLICAS: str(target.replicas),
        MAX_REPLICAS: str(target.replicas + target.surge),
    }


def revision_of(replica_set: Object) -> int:
    """Return a replica set's revision number; 0 if it has none."""
    text = objects.annotations(replica_set).get(REVISION, "")
    return int(text) if text.isdecimal() else 0


def inherited_annotations(deployment: Object, new: Object, old: Sequence[Object]) -> dict[str, str]:
    """Return the annotations of a new replica set: the deployment's own, and the next revision."""
    copied = {
        name: text
        for name, text in objects.annotations(deployment).items()
        if name not in NOT_INHERITED
    }
    newest, existing = max(map(revision_of, old), default=0) + 1, objects.annotations(new)
    if revision_of(new) >= newest:
        return copied
    revisions = [existing[name] for name in (HISTORY, REVISION) if existing.get(name)]
    return {
        **copied,
        REVISION: str(newest),
        **({HISTORY: ",".join(revisions)} if REVISION in existing else {}),
    }


def new_replica_set(
    cluster: Cluster, deployment: Object, old: Sequence[Object], size: int, target: Plan
) -> Object:
    """Return a new replica set for the present template."""
    template = read(deployment, "spec.template", {})
    hash_, name = unused_name(cluster, deployment, template)
    labels = {**objects.labels({"metadata": template.get("metadata") or {}}), HASH: hash_}
    selector = read(deployment, "spec.selector", {})
    spec = {
        "replicas": size,
        "selector": {
            **selector,
            "matchLabels": {**(selector.get("matchLabels") or {}), HASH: hash_},
        },
        "template": {
            **template,
            "metadata": {**(template.get("metadata") or {}), "labels": labels},
        },
    }
    if read(deployment, "spec.minReadySeconds"):
        spec["minReadySeconds"] = read(deployment, "spec.minReadySeconds")
    metadata: dict[str, Any] = {
        "name": name,
        "namespace": objects.namespace(deployment),
        "labels": labels,
        "ownerReferences": [object_names.owner_reference(deployment)],
    }
    replica_set = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": metadata,
        "spec": spec,
    }
    return objects.write(
        replica_set,
        "metadata.annotations",
        {**inherited_annotations(deployment, replica_set, old), **size_annotations(target)},
    )


def unused_name(cluster: Cluster, deployment: Object, template: Object) -> tuple[str, str]:
    """Return the template's hash and the set's name; rehash while that name is in use."""
    collisions = read(deployment, "status.collisionCount")
    while True:
        hash_ = object_names.template_hash(template, collisions)
        name = f"{objects.name(deployment)}-{hash_}"
        if cluster.get("ReplicaSet", objects.namespace(deployment), name) is None:
            return hash_, name
        collisions = (collisions or 0) + 1
