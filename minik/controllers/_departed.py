"""Who has gone: what was there when the command began and is there no more. Only of that others go along, never of what was not there
to begin with: a dump may hold dependents without their owners, and is believed."""
from collections.abc import Iterator

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object

# Some may have been replaced by another of the same name: those who own others, and, where it is pods one asks for, those whose names
# are their own.
OWNERS = frozenset(("CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "Service", "StatefulSet"))


def departed(cluster: Cluster, kind: str = "") -> Iterator[tuple[Key, Object]]:
    """Every object (of a kind) that this command has seen go, as it was before."""
    for key, now in cluster.changes.items():
        if kind in ("", key.kind) and (now is None or key.kind in OWNERS or kind == "Pod" and is_called(now)):
            before = cluster.source.one(key.kind, key.path)
            if before is not None and (now is None or objects.uid(now) != objects.uid(before)):
                yield key, before


def is_called(pod: Object) -> bool:
    """Whether a pod's name is its own, so that another may have had it before."""
    owner = objects.owner(pod)
    return owner is None or bool(owner["kind"] == "StatefulSet")
