"""The garbage collector: dependents of deleted objects are deleted. Upstream rule:
`pkg/controller/garbagecollector`.

A dependent that has another existing owner stays and loses the reference to the deleted one.
"""

from collections.abc import Iterable, Iterator

from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, kind_name
from minik.recording import deletions


def reconcile(cluster: Cluster) -> Iterable[Change]:
    deleted_uids = {objects.uid(deleted) for _, deleted in deletions.deleted_objects(cluster)} - {
        ""
    }
    if not deleted_uids:
        return
    for kind in cluster.kinds():
        by_owner = cluster.table(kind).by_owner
        seen: set[str] = set()
        for uid in deleted_uids & by_owner.keys():
            for obj in by_owner[uid]:
                if objects.uid(obj) not in seen:
                    seen.add(objects.uid(obj))
                    yield from dependent_changes(cluster, obj, deleted_uids)


def dependent_changes(cluster: Cluster, obj: Object, deleted_uids: set[str]) -> Iterator[Change]:
    """Yield the change of an object some of whose owners were deleted."""
    references = [
        reference
        for reference in obj["metadata"]["ownerReferences"]
        if reference.get("uid") not in deleted_uids
    ]
    if any(owner_exists(cluster, obj, reference) for reference in references):
        yield Put(objects.write(obj, "metadata.ownerReferences", references))
    elif not obj["metadata"].get("deletionTimestamp"):
        yield Delete(objects.key(obj))


def owner_exists(cluster: Cluster, obj: Object, reference: Object) -> bool:
    """Whether the owner that a reference names exists."""
    kind = kind_name(reference["apiVersion"], reference["kind"])
    candidates = [
        cluster.get(kind, namespace, reference["name"])
        for namespace in (objects.namespace(obj), "")
    ]
    return any(
        candidate is not None and objects.uid(candidate) == reference.get("uid")
        for candidate in candidates
    )


CONTROLLER = Controller(
    "garbage-collector-controller",
    ("*",),
    Phase.OBSERVERS,
    reconcile,
)
