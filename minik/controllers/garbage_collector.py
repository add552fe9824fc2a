"""The garbage collector: what belonged to an object that has gone goes after it. Upstream rule: `pkg/controller/garbagecollector`.

A dependent with another owner that is still there stays, and forgets the one that is not.
"""
from collections.abc import Iterable, Iterator

from minik.controllers import _departed
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, kind_name

WATCHES = ("*",)
PATIENCE = 5


def reconcile(cluster: Cluster) -> Iterable[Change]:
    gone = {objects.uid(old) for _, old in _departed.departed(cluster)} - {""}
    if not gone:
        return
    for kind in cluster.kinds():
        by_owner = cluster.table(kind).by_owner
        seen: set[str] = set()
        for uid in gone & by_owner.keys():
            for obj in by_owner[uid]:
                if objects.uid(obj) not in seen:
                    seen.add(objects.uid(obj))
                    yield from left(cluster, obj, gone)


def left(cluster: Cluster, obj: Object, gone: set[str]) -> Iterator[Change]:
    """What becomes of an object some of whose owners have gone."""
    references = [reference for reference in obj["metadata"]["ownerReferences"] if reference.get("uid") not in gone]
    if any(is_there(cluster, obj, reference) for reference in references):
        yield Put(objects.write(obj, "metadata.ownerReferences", references))
    elif not obj["metadata"].get("deletionTimestamp"):
        yield Delete(objects.key(obj))


def is_there(cluster: Cluster, obj: Object, reference: Object) -> bool:
    """Whether the owner that a reference names is there."""
    kind = kind_name(reference["apiVersion"], reference["kind"])
    found = [cluster.get(kind, namespace, reference["name"]) for namespace in (objects.namespace(obj), "")]
    return any(one is not None and objects.uid(one) == reference.get("uid") for one in found)
