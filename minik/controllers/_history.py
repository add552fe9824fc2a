"""What a stateful set's or daemon set's template once was: its ControllerRevisions. Upstream rule: `pkg/controller/history`."""
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from minik.controllers import _claims, _names
from minik.kinds import controller_revision as revisions
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

HASH, NAMED = "controller-revision-hash", "controller.kubernetes.io/hash"
REPLACE = {"$patch": "replace"}


class History(NamedTuple):
    """All revisions, the oldest first, the present one among them, and what makes them so."""

    present: Object
    revisions: Sequence[Object]
    changes: list[Change]


def data(owner: Object) -> Object:
    """What a revision holds: the template as a patch that puts it back."""
    return {"spec": {"template": {**read(owner, "spec.template", {}), **REPLACE}}}


def template(revision: Object) -> Object:
    """The template that a revision holds."""
    found: Object = read(revision, "data.spec.template", {})
    return {name: value for name, value in found.items() if name != "$patch"}


def history(cluster: Cluster, owner: Object, name: str) -> History:
    """The revisions of an owner; `name` is what that of its present template is called."""
    found = sorted(_claims.dependents(cluster, owner, "ControllerRevision"), key=lambda one: (revisions.revision(one), objects.name(one)))
    wanted, newest = data(owner), revisions.revision(found[-1]) if found else 0
    present = next((one for one in reversed(found) if objects.name(one) == name or one.get("data") == wanted), None)
    if present is None:
        present = made(owner, name, newest + 1)
        return History(present, [*found, present], [Put(present)])
    if revisions.revision(present) < newest:
        present = {**present, "revision": newest + 1}
        return History(present, found, [Put(present)])
    return History(present, found, [])


def made(owner: Object, name: str, number: int) -> Object:
    """A new revision."""
    labels = read(owner, "spec.template.metadata.labels", {})
    metadata = {"name": name, "namespace": objects.namespace(owner), "ownerReferences": [_names.owner(owner)],
                "labels": {**labels, NAMED: name.removeprefix(f"{objects.name(owner)}-")}}
    if objects.annotations(owner):
        metadata["annotations"] = dict(objects.annotations(owner))
    return {"apiVersion": "apps/v1", "kind": "ControllerRevision", "metadata": metadata, "data": data(owner), "revision": number}


def forgotten(found: History, owner: Object, live: set[str]) -> Iterator[Delete]:
    """The oldest revisions beyond those that are kept and those that pods still have."""
    old = [one for one in found.revisions if objects.name(one) not in live and one is not found.present]
    limit = read(owner, "spec.revisionHistoryLimit", 10)
    yield from (Delete(objects.key(one)) for one in old[:max(len(old) - limit, 0)])
