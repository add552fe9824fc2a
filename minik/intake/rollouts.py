"""Rollouts: restart, pause, resume, undo and history.

Upstream rule: kubectl `pkg/polymorphichelpers`. A Deployment's history is its ReplicaSets, each
with its revision in an annotation; that of a StatefulSet or DaemonSet is its ControllerRevisions.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from minik.errors import ClientError
from minik.intake import admission
from minik.kinds import deployment as deployments
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object, drop, read, write

RESTARTED_AT, CHANGE_CAUSE = "kubectl.kubernetes.io/restartedAt", "kubernetes.io/change-cause"
KINDS = ("DaemonSet", "Deployment", "StatefulSet")
KEPT_ANNOTATIONS = (
    "kubectl.kubernetes.io/last-applied-configuration",
    deployments.REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
)


class Revision(NamedTuple):
    """A revision of a workload: number, change cause, pod template and annotations."""

    number: int
    cause: str
    template: Object
    annotations: dict[str, str]


def restart(kind: Kind, obj: Object, now: datetime) -> Object:
    """Set the restartedAt annotation of the pod template, which starts a rollout."""
    if kind.key not in KINDS:
        raise ClientError("restarting is not supported")
    if read(obj, "spec.paused"):
        raise ClientError("can't restart paused deployment (run rollout resume first)")
    annotations = {
        **read(obj, "spec.template.metadata.annotations", {}),
        RESTARTED_AT: admission.timestamp(now),
    }
    return write(obj, "spec.template.metadata.annotations", annotations)


def pause(kind: Kind, obj: Object) -> Object:
    """Pause the deployment; raise ClientError if it is paused already."""
    if kind.key != "Deployment":
        raise ClientError("pausing is not supported")
    if read(obj, "spec.paused"):
        raise ClientError("is already paused")
    return write(obj, "spec.paused", True)


def resume(kind: Kind, obj: Object) -> Object:
    """Resume the deployment; raise ClientError if it is not paused."""
    if kind.key != "Deployment":
        raise ClientError("resuming is not supported")
    if not read(obj, "spec.paused"):
        raise ClientError("is not paused")
    return drop(obj, "spec.paused")


def revisions_of(cluster: Cluster, kind: Kind, obj: Object) -> list[Revision]:
    """Return all revisions of a workload, oldest first."""
    uid, history_kind = (
        objects.uid(obj),
        "ReplicaSet" if kind.key == "Deployment" else "ControllerRevision",
    )
    controlled = [
        dependent
        for dependent in cluster.owned_by(uid, history_kind)
        if (objects.owner(dependent) or {}).get("uid") == uid
    ]
    by_number = {
        revision.number: revision
        for revision in map(
            _from_replica_set if kind.key == "Deployment" else _from_controller_revision, controlled
        )
    }
    return [by_number[number] for number in sorted(by_number)]


def _from_replica_set(replica_set: Object) -> Revision:
    annotations = dict(objects.annotations(replica_set))
    number, template = (
        annotations.get(deployments.REVISION, ""),
        read(replica_set, "spec.template", {}),
    )
    return Revision(
        int(number) if number.isdecimal() else 0,
        annotations.get(CHANGE_CAUSE, ""),
        template,
        annotations,
    )


def _from_controller_revision(revision: Object) -> Revision:
    annotations = dict(objects.annotations(revision))
    template = {
        name: value
        for name, value in read(revision, "data.spec.template", {}).items()
        if name != "$patch"
    }
    return Revision(
        revision.get("revision") or 0, annotations.get(CHANGE_CAUSE, ""), template, annotations
    )


def find_revision(revisions: Sequence[Revision], kind: Kind, obj: Object, number: int) -> Revision:
    """Return the revision to roll back to: the given number, or the previous one if it is 0."""
    if not number and len(revisions) < 2:
        raise ClientError(
            f'no rollout history found for deployment "{objects.name(obj)}"'
            if kind.key == "Deployment"
            else "no last revision to roll back to"
        )
    if not number:
        return revisions[-2]
    match = next((revision for revision in revisions if revision.number == number), None)
    if match is None:
        raise ClientError(f"unable to find specified revision {number} in history")
    return match


def is_current(obj: Object, revision: Revision) -> bool:
    """Tell whether the workload's template already is that of the revision."""
    return bool(without_hash(revision.template) == without_hash(read(obj, "spec.template", {})))


def without_hash(template: Any) -> Any:
    """Return the template without the pod-template-hash label."""
    return deployments.without_hash(template)


def roll_back(kind: Kind, obj: Object, revision: Revision) -> Object:
    """Return the workload with the revision's template and, for a Deployment, its annotations."""
    after = write(obj, "spec.template", without_hash(revision.template))
    if kind.key != "Deployment":
        return after
    preserved = {
        name: text for name, text in objects.annotations(obj).items() if name in KEPT_ANNOTATIONS
    }
    restored = {
        name: text for name, text in revision.annotations.items() if name not in KEPT_ANNOTATIONS
    }
    annotations = {**preserved, **restored}
    return (
        write(after, "metadata.annotations", annotations)
        if annotations
        else drop(after, "metadata.annotations")
    )
