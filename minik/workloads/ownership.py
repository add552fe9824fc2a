"""Ownership: a controller keeps the objects that its selector matches, adopts matching orphans and
releases objects that no longer match. Upstream rule: `ControllerRefManager`.
"""

from collections.abc import Callable, Iterable, Mapping

from minik.kinds import pod as pods
from minik.light_typing import NamedTuple, TypeAlias
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.selectors import Selector
from minik.workloads import object_names

Filter: TypeAlias = Callable[[Object], bool]


class ClaimResult(NamedTuple):
    """An owner's objects, the adoptions and releases, and the uids just adopted (`taken`)."""

    members: list[Object]
    changes: list[Put]
    taken: set[str]


def claim(
    cluster: Cluster,
    owner: Object,
    kind: str,
    selector: Selector,
    adopted: set[str],
    fits: Filter | None = None,
) -> ClaimResult:
    """Return an owner's objects of a kind, with adoptions and releases.

    `adopted` holds the uids that other owners adopted in this run, and is added to. `fits` is a
    further condition; an object that fails it does not match.
    """
    owned_objects, matches = dependents(cluster, owner, kind), label_matcher(selector)
    matching = [
        obj for obj in owned_objects if matches(objects.labels(obj)) and (fits is None or fits(obj))
    ]
    if is_terminating(owner):
        return ClaimResult(matching, [], set())
    released = (
        [obj for obj in owned_objects if obj not in matching]
        if len(matching) < len(owned_objects)
        else []
    )
    adopted_now = [
        obj
        for obj in orphans(cluster, owner, kind, selector)
        if objects.uid(obj) not in adopted
        and matches(objects.labels(obj))
        and (fits is None or fits(obj))
    ]
    changes = [
        *(Put(release(obj, owner)) for obj in released),
        *(Put(adopt(obj, owner)) for obj in adopted_now),
    ]
    adopted_uids = set(map(objects.uid, adopted_now))
    adopted |= adopted_uids
    return ClaimResult(matching + adopted_now if changes else owned_objects, changes, adopted_uids)


def is_terminating(owner: Object) -> bool:
    """Whether an object has a deletionTimestamp."""
    return bool(owner["metadata"].get("deletionTimestamp"))


def dependents(cluster: Cluster, owner: Object, kind: str) -> list[Object]:
    """Return the objects of a kind whose controller reference names this owner."""
    uid = objects.uid(owner)
    return [
        obj for obj in cluster.owned_by(uid, kind) if (objects.owner(obj) or {}).get("uid") == uid
    ]


def label_matcher(selector: Selector) -> Callable[[Mapping[str, str]], bool]:
    """Return a fast test of labels against a selector; an empty selector matches nothing."""
    if all(term.operator == "in" and len(term.values) == 1 for term in selector):
        required = {term.key: term.values[0] for term in selector}.items()
        return lambda labels: bool(required) and required <= labels.items()
    return lambda labels: selectors.matches(selector, labels)


def matches_own_template(owner: Object, selector: Selector) -> bool:
    """Whether an owner's selector matches the labels of its own template.

    The API server requires it; an imported object may still fail it and would never settle.
    """
    return label_matcher(selector)(read(owner, "spec.template.metadata.labels", {}))


def orphan_keys(obj: Object) -> Iterable[tuple[str, str, str]]:
    """Return index keys of an object without a controller: its namespace, and each label there.

    Empty for owned, terminating and finished objects.
    """
    if objects.owner(obj) is not None or is_terminating(obj) or pods.is_terminal(obj):
        return ()
    namespace = objects.namespace(obj)
    return [
        (namespace, "", ""),
        *((namespace, name, value) for name, value in objects.labels(obj).items()),
    ]


def orphans(cluster: Cluster, owner: Object, kind: str, selector: Selector) -> Iterable[Object]:
    """Return objects without a controller that a selector might match, by one indexed label."""
    index, namespace = cluster.table(kind).index_by(orphan_keys), objects.namespace(owner)
    if not index or not selector:
        return ()
    keys = [
        (namespace, term.key, term.values[0])
        for term in selector
        if term.operator == "in" and len(term.values) == 1
    ]
    return min((index.get(index_key, ()) for index_key in keys or [(namespace, "", "")]), key=len)


def adopt(obj: Object, by: Object) -> Object:
    """Return an object with this owner as its controller."""
    references = [
        reference
        for reference in obj["metadata"].get("ownerReferences") or ()
        if reference.get("uid") != objects.uid(by)
    ]
    return objects.write(
        obj, "metadata.ownerReferences", [*references, object_names.owner_reference(by)]
    )


def release(obj: Object, by: Object) -> Object:
    """Return an object without this owner's reference."""
    references = [
        reference
        for reference in obj["metadata"]["ownerReferences"]
        if reference.get("uid") != objects.uid(by)
    ]
    path = "metadata.ownerReferences"
    return objects.write(obj, path, references) if references else objects.drop(obj, path)
