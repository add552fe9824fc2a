"""Rollouts: restart, pause, resume and undo. Upstream rule: kubectl `pkg/polymorphichelpers`."""

from collections.abc import Sequence
from datetime import datetime

from minik.errors import ClientError
from minik.intake import system_metadata
from minik.kinds import deployment as deployments
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.kind import Kind
from minik.model.object import Object, drop, read, write
from minik.workloads.rollout_history import Revision

RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"
KINDS = ("DaemonSet", "Deployment", "StatefulSet")
KEPT_ANNOTATIONS = (
    "kubectl.kubernetes.io/last-applied-configuration",
    deployments.REVISION,
    "deployment.kubernetes.io/revision-history",
    "deployment.kubernetes.io/desired-replicas",
    "deployment.kubernetes.io/max-replicas",
    "deprecated.deployment.rollback.to",
)


def require_history(kind: Kind) -> None:
    """Raise ClientError for a kind that has no history."""
    if kind.key not in KINDS:
        raise ClientError(f'no history viewer has been implemented for "{kind.name}"')


def restart(kind: Kind, obj: Object, now: datetime) -> Object:
    """Set the restartedAt annotation of the pod template, which starts a rollout."""
    if kind.key not in KINDS:
        raise ClientError("restarting is not supported")
    if read(obj, "spec.paused"):
        raise ClientError("can't restart paused deployment (run rollout resume first)")
    annotations = {
        **read(obj, "spec.template.metadata.annotations", {}),
        RESTARTED_AT: system_metadata.timestamp(now),
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
