"""The garbage collector: dependents of deleted objects are deleted. Upstream rule:
`pkg/controller/garbagecollector`.

A dependent that has another existing owner stays and loses the reference to the deleted one. An owner
that waits for its dependents (foregroundDeletion), or lets go of them (orphan), does so by a finalizer.
"""

from collections.abc import Iterable, Iterator

from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, kind_name
from minik.recording import deletions

FOREGROUND, ORPHAN = "foregroundDeletion", "orphan"


def reconcile(cluster: Cluster) -> Iterable[Change]:
    """Yield what becomes of the dependents of deleted owners, and of owners that wait for theirs."""
    changed: set[objects.Key] = set()
    for change in _wanted(cluster):
        key = change.key if isinstance(change, Delete) else objects.key(change.object)
        if key not in changed:
            changed.add(key)
            yield change


def _wanted(cluster: Cluster) -> Iterator[Change]:
    deleted_uids = {objects.uid(deleted) for _, deleted in deletions.deleted_objects(cluster)} - {
        ""
    }
    if deleted_uids:
        yield from collect_dependents(cluster, deleted_uids)
    for obj in changed_objects(cluster):
        metadata = obj["metadata"]
        if metadata.get("ownerReferences") and is_new(cluster, obj):
            yield from absent_owner_changes(cluster, obj)
        if metadata.get("deletionTimestamp"):
            yield from waiting_owner_changes(cluster, obj)
    yield from freed_owners(cluster, deleted_uids)


def concerns(cluster: Cluster) -> bool:
    """Return whether an object has gone or is going, one that owns others may have been replaced, or
    one has owners.
    """
    return any(
        obj is None
        or key.kind in deletions.OWNERS
        or not obj["metadata"].keys().isdisjoint(("ownerReferences", "deletionTimestamp"))
        for key, obj in cluster.changes.items()
    )


def changed_objects(cluster: Cluster) -> list[Object]:
    """Return the objects that were changed since the command began, and exist."""
    return [obj for obj in cluster.changes.values() if obj is not None]


def is_new(cluster: Cluster, obj: Object) -> bool:
    """Return whether an object was made since the command began: a dump may hold dependents whose
    owners it lacks, and those stay.
    """
    kind, *_ = key = objects.key(obj)
    return cluster.source.find(kind, key.path) is None


def collect_dependents(cluster: Cluster, deleted_uids: set[str]) -> Iterator[Change]:
    """Yield the changes of the objects that deleted ones owned."""
    for kind in possible_kinds(cluster):
        seen: set[str] = set()
        for uid in sorted(deleted_uids):
            for obj in cluster.owned_by(uid, kind):
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


def absent_owner_changes(cluster: Cluster, obj: Object) -> Iterator[Change]:
    """Yield the change of an object that names owners which do not exist."""
    references = obj["metadata"]["ownerReferences"]
    existing = [reference for reference in references if owner_exists(cluster, obj, reference)]
    if not existing and not obj["metadata"].get("deletionTimestamp"):
        yield Delete(objects.key(obj))
    elif existing and len(existing) < len(references):
        yield Put(objects.write(obj, "metadata.ownerReferences", existing))


def waiting_owner_changes(cluster: Cluster, owner: Object) -> Iterator[Change]:
    """Yield what an owner that is being deleted does to its dependents, then its own release."""
    finalizers = owner["metadata"].get("finalizers") or ()
    dependents = list(dependents_of(cluster, objects.uid(owner)))
    if ORPHAN in finalizers:
        for dependent in dependents:
            yield Put(without_owner(dependent, objects.uid(owner)))
        yield Put(without_finalizer(owner, ORPHAN))
    elif FOREGROUND in finalizers:
        for dependent in dependents:
            if has_lasting_owner(cluster, dependent):
                yield Put(without_owner(dependent, objects.uid(owner)))
            elif not dependent["metadata"].get("deletionTimestamp"):
                yield Delete(objects.key(dependent))
        if not any(blocks(dependent, objects.uid(owner)) for dependent in dependents):
            yield Put(without_finalizer(owner, FOREGROUND))


def freed_owners(cluster: Cluster, deleted_uids: set[str]) -> Iterator[Change]:
    """Yield the release of owners whose last blocking dependent has gone."""
    for _, gone in deletions.deleted_objects(cluster) if deleted_uids else ():
        for reference in gone["metadata"].get("ownerReferences") or ():
            owner = find_owner(cluster, gone, reference)
            if owner and owner["metadata"].get("deletionTimestamp"):
                yield from waiting_owner_changes(cluster, owner)


def dependents_of(cluster: Cluster, uid: str) -> Iterator[Object]:
    """Yield the objects that name an owner."""
    for kind in possible_kinds(cluster):
        yield from cluster.owned_by(uid, kind)


def possible_kinds(cluster: Cluster) -> list[str]:
    """Return the kinds of which the cluster may have objects, sorted: for this none is read."""
    return sorted({key.kind for key in cluster.changes}.union(cluster.source.kinds()))


def has_lasting_owner(cluster: Cluster, dependent: Object) -> bool:
    """Return whether a dependent has an owner that exists, and does not wait for its dependents to go."""
    for reference in dependent["metadata"]["ownerReferences"]:
        owner = find_owner(cluster, dependent, reference)
        if owner is not None and not is_waiting(owner):
            return True
    return False


def is_waiting(owner: Object) -> bool:
    """Return whether an object that is being deleted waits for its dependents to go."""
    metadata = owner["metadata"]
    waits = FOREGROUND in (metadata.get("finalizers") or ())
    return waits and bool(metadata.get("deletionTimestamp"))


def blocks(dependent: Object, uid: str) -> bool:
    """Return whether an owner's deletion waits for a dependent."""
    return any(
        reference.get("uid") == uid and reference.get("blockOwnerDeletion")
        for reference in dependent["metadata"].get("ownerReferences") or ()
    )


def without_owner(dependent: Object, uid: str) -> Object:
    """Return an object without its reference to an owner."""
    references = [
        reference
        for reference in dependent["metadata"]["ownerReferences"]
        if reference.get("uid") != uid
    ]
    bare = objects.drop(dependent, "metadata.ownerReferences")
    return objects.write(bare, "metadata.ownerReferences", references) if references else bare


def without_finalizer(obj: Object, name: str) -> Object:
    """Return an object without one of its finalizers."""
    others = [other for other in obj["metadata"].get("finalizers") or () if other != name]
    bare = objects.drop(obj, "metadata.finalizers")
    return objects.write(bare, "metadata.finalizers", others) if others else bare


def find_owner(cluster: Cluster, obj: Object, reference: Object) -> Object | None:
    """Return the owner that a reference names, None if it does not exist."""
    kind = kind_name(reference["apiVersion"], reference["kind"])
    for namespace in (objects.namespace(obj), ""):
        candidate = cluster.get(kind, namespace, reference["name"])
        if candidate is not None and objects.uid(candidate) == reference.get("uid"):
            return candidate
    return None


def owner_exists(cluster: Cluster, obj: Object, reference: Object) -> bool:
    """Whether the owner that a reference names exists."""
    return find_owner(cluster, obj, reference) is not None


CONTROLLER = Controller(
    "garbage-collector-controller",
    ("*",),
    Phase.OBSERVERS,
    reconcile,
    concerns=concerns,
)
