"""Who has gone: what was there when the command began and is there no more. Only of that others go along, never of what was not there
to begin with: a dump may hold dependents without their owners, and is believed."""
from collections.abc import Iterator

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object

# Whoever owns others may also have been replaced by another of the same name.
OWNERS = frozenset(("CronJob", "DaemonSet", "Deployment", "Job", "ReplicaSet", "ReplicationController", "Service", "StatefulSet"))


def departed(cluster: Cluster, kind: str = "") -> Iterator[tuple[Key, Object]]:
    """Every object (of a kind) that this command has seen go, as it was before."""
    for key, now in cluster.changes.items():
        if (now is None or key.kind in OWNERS) and kind in ("", key.kind):
            before = cluster.source.one(key.kind, key.path)
            if before is not None and (now is None or objects.uid(now) != objects.uid(before)):
                yield key, before
