"""Objects deleted since the command began.

Only these take dependents with them: an imported cluster may hold dependents whose owners were
never there, and those stay.
"""

from collections.abc import Iterator

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object

# Some may have been replaced by another of the same name: those who own others, and, where it is
# pods one asks for, those whose names are their own.
OWNERS = frozenset(
    (
        "CronJob",
        "DaemonSet",
        "Deployment",
        "Job",
        "ReplicaSet",
        "ReplicationController",
        "Service",
        "StatefulSet",
    )
)


def deleted_objects(cluster: Cluster, kind: str = "") -> Iterator[tuple[Key, Object]]:
    """Yield key and former state of each object (of a kind) deleted in this command."""
    for key, current in cluster.changes.items():
        if kind in ("", key.kind) and (
            current is None or key.kind in OWNERS or kind == "Pod" and may_be_replaced(current)
        ):
            previous = cluster.source.find(key.kind, key.path)
            if previous is not None and (
                current is None or objects.uid(current) != objects.uid(previous)
            ):
                yield key, previous


def may_be_replaced(pod: Object) -> bool:
    """Whether another pod may have had this name before: it is bare or of a StatefulSet."""
    owner = objects.owner(pod)
    return owner is None or bool(owner["kind"] == "StatefulSet")
