"""Rollouts: restart, pause, resume, undo, and the history that undo goes back in. Upstream rule: kubectl `pkg/polymorphichelpers`.

A deployment's history is its replica sets, each with its revision in an annotation; a stateful or daemon set's are its ControllerRevisions.
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

RESTARTED, CAUSE = "kubectl.kubernetes.io/restartedAt", "kubernetes.io/change-cause"
KINDS = ("DaemonSet", "Deployment", "StatefulSet")
KEPT = ("kubectl.kubernetes.io/last-applied-configuration", deployments.REVISION, "deployment.kubernetes.io/revision-history",
        "deployment.kubernetes.io/desired-replicas", "deployment.kubernetes.io/max-replicas", "deprecated.deployment.rollback.to")


class Revision(NamedTuple):
    """One template that a workload has had: its number, why it came, and the annotations that came with it."""

    number: int
    cause: str
    template: Object
    annotations: dict[str, str]


def restarted(kind: Kind, obj: Object, now: datetime) -> Object:
    """The workload with a new template that differs in nothing but the time."""
    if kind.key not in KINDS:
        raise ClientError("restarting is not supported")
    if read(obj, "spec.paused"):
        raise ClientError("can't restart paused deployment (run rollout resume first)")
    annotations = {**read(obj, "spec.template.metadata.annotations", {}), RESTARTED: admission.timestamp(now)}
    return write(obj, "spec.template.metadata.annotations", annotations)


def paused(kind: Kind, obj: Object) -> Object:
    """The deployment, which from now on waits for more changes before it rolls."""
    if kind.key != "Deployment":
        raise ClientError("pausing is not supported")
    if read(obj, "spec.paused"):
        raise ClientError("is already paused")
    return write(obj, "spec.paused", True)


def resumed(kind: Kind, obj: Object) -> Object:
    """The deployment, which rolls again."""
    if kind.key != "Deployment":
        raise ClientError("resuming is not supported")
    if not read(obj, "spec.paused"):
        raise ClientError("is not paused")
    return drop(obj, "spec.paused")


def history(cluster: Cluster, kind: Kind, obj: Object) -> list[Revision]:
    """All revisions of a workload, the oldest first."""
    uid, made_of = objects.uid(obj), "ReplicaSet" if kind.key == "Deployment" else "ControllerRevision"
    mine = [one for one in cluster.owned_by(uid, made_of) if (objects.owner(one) or {}).get("uid") == uid]
    found = {revision.number: revision for revision in map(_of_set if kind.key == "Deployment" else _of_revision, mine)}
    return [found[number] for number in sorted(found)]


def _of_set(replica_set: Object) -> Revision:
    annotations = dict(objects.annotations(replica_set))
    number, template = annotations.get(deployments.REVISION, ""), read(replica_set, "spec.template", {})
    return Revision(int(number) if number.isdecimal() else 0, annotations.get(CAUSE, ""), template, annotations)


def _of_revision(revision: Object) -> Revision:
    annotations = dict(objects.annotations(revision))
    template = {name: value for name, value in read(revision, "data.spec.template", {}).items() if name != "$patch"}
    return Revision(revision.get("revision") or 0, annotations.get(CAUSE, ""), template, annotations)


def target(found: Sequence[Revision], kind: Kind, obj: Object, number: int) -> Revision:
    """The revision to go back to: the one that is named, or the one before the present one."""
    if not number and len(found) < 2:
        raise ClientError(f'no rollout history found for deployment "{objects.name(obj)}"' if kind.key == "Deployment"
                          else "no last revision to roll back to")
    if not number:
        return found[-2]
    chosen = next((one for one in found if one.number == number), None)
    if chosen is None:
        raise ClientError(f"unable to find specified revision {number} in history")
    return chosen


def is_present(obj: Object, revision: Revision) -> bool:
    """Whether the workload's template is that of a revision already."""
    return bool(plain(revision.template) == plain(read(obj, "spec.template", {})))


def plain(template: Any) -> Any:
    """A template without the hash that a replica set adds to it."""
    return deployments.without_hash(template)


def undone(kind: Kind, obj: Object, revision: Revision) -> Object:
    """The workload with the template of a revision, and, of a deployment, the annotations that it had then."""
    after = write(obj, "spec.template", plain(revision.template))
    if kind.key != "Deployment":
        return after
    kept = {name: text for name, text in objects.annotations(obj).items() if name in KEPT}
    brought = {name: text for name, text in revision.annotations.items() if name not in KEPT}
    annotations = {**kept, **brought}
    return write(after, "metadata.annotations", annotations) if annotations else drop(after, "metadata.annotations")
