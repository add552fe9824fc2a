"""The history of a rollout: the revisions of a workload, each with its template and change cause.

A Deployment's history is its ReplicaSets, each with its revision in an annotation; that of a
StatefulSet or DaemonSet is its ControllerRevisions.
"""

from minik.kinds import deployment as deployments
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.kind import Kind
from minik.model.object import Object, read

CHANGE_CAUSE = "kubernetes.io/change-cause"


class Revision(NamedTuple):
    """A revision of a workload: number, change cause, pod template and annotations."""

    number: int
    cause: str
    template: Object
    annotations: dict[str, str]


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
