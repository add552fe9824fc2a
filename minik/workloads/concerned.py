"""Which owners a controller has to look at: all of them, or those that something has happened to.

As a real controller has a queue. Where it wanted nothing of the cluster before its changes
(`Cluster.is_rested`), only these can make it want anything: an owner that has changed, or one of whose
dependents has, as it was or as it is.
"""

from collections.abc import Sequence

from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object


def owners(cluster: Cluster, kind: str, dependent: str) -> Sequence[Object]:
    """Return the objects of a kind that may want something, sorted by their paths; each owns objects of
    the kind `dependent`, or may adopt those that nobody controls.
    """
    if not cluster.is_rested:
        return cluster.of(kind)
    keys: set[Key] = set()
    namespaces: set[str] = set()
    for key, new in cluster.changes.items():
        if key.kind == kind:
            keys.add(key)
        elif key.kind == dependent:
            for obj in (new, cluster.source.find(key.kind, key.path)):
                owner = objects.owner(obj) if obj is not None else None
                if owner is not None:
                    keys.add(Key(kind, key.namespace, owner.get("name", "")))
                elif obj is not None:
                    namespaces.add(key.namespace)
    chosen = {key.path: cluster.at_key(key) for key in keys}
    for namespace in namespaces:
        chosen.update((objects.key(obj).path, obj) for obj in cluster.within(kind, namespace))
    return [obj for _, obj in sorted(chosen.items()) if obj is not None]
