"""Whose an object is: a controller owns those that its selector means, adopts those that nobody owns, and lets go of those that it does
not mean any more. Upstream rule: `ControllerRefManager`."""
from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeAlias

from minik.controllers import _names
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.selectors import Selector

Fits: TypeAlias = Callable[[Object], bool]


class Claimed(NamedTuple):
    """Whom an owner has, and the adoptions and releases that make it so; `taken` are those just adopted."""

    members: list[Object]
    changes: list[Put]
    taken: set[str]


def claimed(cluster: Cluster, owner: Object, kind: str, selector: Selector, adopted: set[str], fits: Fits | None = None) -> Claimed:
    """The objects of a kind that are an owner's; those in `adopted` have found another one a moment ago. Who does not fit is not meant."""
    mine, is_meant = dependents(cluster, owner, kind), matcher(selector)
    chosen = [obj for obj in mine if is_meant(objects.labels(obj)) and (fits is None or fits(obj))]
    if going(owner):
        return Claimed(chosen, [], set())
    lost = [obj for obj in mine if obj not in chosen] if len(chosen) < len(mine) else []
    found = [obj for obj in orphans(cluster, owner, kind, selector)
             if objects.uid(obj) not in adopted and is_meant(objects.labels(obj)) and (fits is None or fits(obj))]
    changes = [*(Put(disowned(obj, owner)) for obj in lost), *(Put(owned(obj, owner)) for obj in found)]
    taken = set(map(objects.uid, found))
    adopted |= taken
    return Claimed(chosen + found if changes else mine, changes, taken)


def going(owner: Object) -> bool:
    """Whether an object has been told to go."""
    return bool(owner["metadata"].get("deletionTimestamp"))


def dependents(cluster: Cluster, owner: Object, kind: str) -> list[Object]:
    """The objects of a kind that name this one as their controller."""
    uid = objects.uid(owner)
    return [obj for obj in cluster.owned_by(uid, kind) if (objects.owner(obj) or {}).get("uid") == uid]


def matcher(selector: Selector) -> Callable[[Mapping[str, str]], bool]:
    """Whether labels fulfil a selector, asked often; one without conditions means nobody."""
    if all(term.operator == "in" and len(term.values) == 1 for term in selector):
        wanted = {term.key: term.values[0] for term in selector}.items()
        return lambda labels: bool(wanted) and wanted <= labels.items()
    return lambda labels: selectors.matches(selector, labels)


def means_its_own(owner: Object, selector: Selector) -> bool:
    """Whether what an owner makes would be its own; the server lets in no other, but a dump may hold one, and it would never rest."""
    return matcher(selector)(read(owner, "spec.template.metadata.labels", {}))


def orphan_words(obj: Object) -> Iterable[tuple[str, str, str]]:
    """Under what an object without a controller is found: its namespace, and its labels there. Pods that have ended are left alone."""
    if objects.owner(obj) is not None or going(obj) or pods.is_terminal(obj):
        return ()
    namespace = objects.namespace(obj)
    return [(namespace, "", ""), *((namespace, name, value) for name, value in objects.labels(obj).items())]


def orphans(cluster: Cluster, owner: Object, kind: str, selector: Selector) -> Iterable[Object]:
    """Those without a controller among which a selector may mean some."""
    index, namespace = cluster.table(kind).indexed(orphan_words), objects.namespace(owner)
    if not index or not selector:
        return ()
    words = [(namespace, term.key, term.values[0]) for term in selector if term.operator == "in" and len(term.values) == 1]
    return min((index.get(word, ()) for word in words or [(namespace, "", "")]), key=len)


def owned(obj: Object, by: Object) -> Object:
    """An object that nobody controlled, now this owner's."""
    references = [reference for reference in obj["metadata"].get("ownerReferences") or () if reference.get("uid") != objects.uid(by)]
    return objects.write(obj, "metadata.ownerReferences", [*references, _names.owner(by)])


def disowned(obj: Object, by: Object) -> Object:
    """An object let go by its owner."""
    references = [reference for reference in obj["metadata"]["ownerReferences"] if reference.get("uid") != objects.uid(by)]
    path = "metadata.ownerReferences"
    return objects.write(obj, path, references) if references else objects.drop(obj, path)
