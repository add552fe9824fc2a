"""The revisions of a stateful set or daemon set: its ControllerRevisions. Upstream rule:
`pkg/controller/history`.
"""

from collections.abc import Iterator, Sequence

from minik.kinds import controller_revision as revisions
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.workloads import object_names, ownership

HASH, HASH_LABEL = "controller-revision-hash", "controller.kubernetes.io/hash"
REPLACE = {"$patch": "replace"}


class History(NamedTuple):
    """All revisions, oldest first, the present one, and the changes that store them."""

    present: Object
    revisions: Sequence[Object]
    changes: list[Change]


def revision_data(owner: Object) -> Object:
    """Return the data of a revision: a patch that restores the template."""
    return {"spec": {"template": {**read(owner, "spec.template", {}), **REPLACE}}}


def revision_template(revision: Object) -> Object:
    """Return the template that a revision holds."""
    stored: Object = read(revision, "data.spec.template", {})
    return {name: value for name, value in stored.items() if name != "$patch"}


# An owner that waits for its dependents (foregroundDeletion) would wait for ever if it kept making
# the revisions that the garbage collector deletes. Upstream hears of a revision only by chance.
def revisions_of(cluster: Cluster, owner: Object, name: str) -> History:
    """Return the revisions of an owner; `name` is the name for its present template's revision.

    An owner that is being deleted stores none.
    """
    history = history_of(cluster, owner, name)
    return history._replace(changes=[]) if ownership.is_terminating(owner) else history


def history_of(cluster: Cluster, owner: Object, name: str) -> History:
    """Return the revisions of an owner that lives, with the present one among them."""
    existing = sorted(
        ownership.dependents(cluster, owner, "ControllerRevision"),
        key=lambda revision: (revisions.revision(revision), objects.name(revision)),
    )
    present_data, newest = revision_data(owner), revisions.revision(existing[-1]) if existing else 0
    present = next(
        (
            revision
            for revision in reversed(existing)
            if objects.name(revision) == name or revision.get("data") == present_data
        ),
        None,
    )
    if present is None:
        present = new_revision(owner, name, newest + 1)
        return History(present, [*existing, present], [Put(present)])
    if revisions.revision(present) < newest:
        present = {**present, "revision": newest + 1}
        return History(present, existing, [Put(present)])
    return History(present, existing, [])


def new_revision(owner: Object, name: str, number: int) -> Object:
    """Return a new revision of an owner's present template."""
    labels = read(owner, "spec.template.metadata.labels", {})
    metadata = {
        "name": name,
        "namespace": objects.namespace(owner),
        "ownerReferences": [object_names.owner_reference(owner)],
        "labels": {**labels, HASH_LABEL: name.removeprefix(f"{objects.name(owner)}-")},
    }
    if objects.annotations(owner):
        metadata["annotations"] = dict(objects.annotations(owner))
    return {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": metadata,
        "data": revision_data(owner),
        "revision": number,
    }


def surplus_revisions(history_: History, owner: Object, live: set[str]) -> Iterator[Delete]:
    """Yield deletions of the oldest unused revisions beyond spec.revisionHistoryLimit."""
    unused = [
        revision
        for revision in history_.revisions
        if objects.name(revision) not in live and revision is not history_.present
    ]
    limit = read(owner, "spec.revisionHistoryLimit", 10)
    yield from (Delete(objects.key(revision)) for revision in unused[: max(len(unused) - limit, 0)])
