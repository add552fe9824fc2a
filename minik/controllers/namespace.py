"""Namespaces: the system's always exist; a terminating one deletes its contents, then itself.

Upstream rules: `pkg/controller/namespace` and the API server's system namespaces controller.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from minik import kinds
from minik.intake.system_metadata import timestamp
from minik.kinds import namespace as namespaces
from minik.light_typing import NamedTuple
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object
from minik.recording import deletions

REMAIN = "Some resources are remaining"
HELD = "Some content in the namespace has finalizers remaining"


class Condition(NamedTuple):
    """A condition of a namespace that goes; `message` says what is left where it is true."""

    type: str
    reason: str
    message: str
    status: str = "True"

    def entry(self, old: Object | None, now: datetime) -> Object:
        """Return it as it stands in the status; its time is that of its last change of state."""
        unchanged = old is not None and old.get("status") == self.status
        since = old["lastTransitionTime"] if old and unchanged else timestamp(now)
        return {**self._asdict(), "lastTransitionTime": since}


GONE = (
    Condition(
        "NamespaceDeletionDiscoveryFailure",
        "ResourcesDiscovered",
        "All resources successfully discovered",
        "False",
    ),
    Condition(
        "NamespaceDeletionGroupVersionParsingFailure",
        "ParsedGroupVersions",
        "All legacy kube types successfully parsed",
        "False",
    ),
    Condition(
        "NamespaceDeletionContentFailure",
        "ContentDeleted",
        "All content successfully deleted, may be waiting on finalization",
        "False",
    ),
)
UNHELD = Condition(
    "NamespaceFinalizersRemaining",
    "ContentHasNoFinalizers",
    "All content-preserving finalizers finished",
    "False",
)
SYSTEM = ("default", "kube-node-lease", "kube-public", "kube-system")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for name in SYSTEM:
        if cluster.get("Namespace", "", name) is None:
            yield Put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    for namespace in cluster.table("Namespace").index_by(terminating).get(True, ()):
        yield from empty_namespace(cluster, namespace)
    for key, _ in deletions.deleted_objects(cluster, "Namespace"):
        if cluster.get(*key) is None:
            yield from (
                Delete(objects.key(obj))
                for obj in contents(cluster, key.name)
                if not obj["metadata"].get("deletionTimestamp")
            )


def concerns(cluster: Cluster) -> bool:
    """Return whether a namespace has changed, or one is terminating."""
    is_one_terminating = bool(cluster.table("Namespace").index_by(terminating))
    return is_one_terminating or any(key.kind == "Namespace" for key in cluster.changes)


def terminating(namespace: Object) -> Iterable[bool]:
    """Return True, as index key, of a terminating namespace."""
    is_deleted = bool(namespace["metadata"].get("deletionTimestamp"))
    return (True,) if is_deleted or namespaces.phase(namespace) == "Terminating" else ()


def contents(cluster: Cluster, name: str) -> Iterator[Object]:
    """Yield all the objects in a namespace."""
    for kind in cluster.kinds():
        yield from cluster.within(kind, name)


def empty_namespace(cluster: Cluster, namespace: Object) -> Iterator[Change]:
    """Yield deletions of all that is in a namespace, and of the namespace once it is empty."""
    remaining = list(contents(cluster, objects.name(namespace)))
    yield from (
        Delete(objects.key(obj))
        for obj in remaining
        if not obj["metadata"].get("deletionTimestamp")
    )
    status = {"phase": "Terminating", "conditions": conditions(cluster, namespace, remaining)}
    if remaining and status != objects.status(namespace):
        yield Put({**namespace, "status": status})
    if not remaining and objects.name(namespace) not in SYSTEM:
        yield Delete(objects.key(namespace))


def conditions(
    cluster: Cluster, namespace: Object, remaining: Sequence[Object]
) -> Sequence[Object]:
    """Return what keeps a namespace from going, in the order of the server's conditions."""
    held = Counter(name for obj in remaining for name in obj["metadata"].get("finalizers") or ())
    found = Counter(
        f"{kind.plural}.{kind.group}"
        for kind in map(kinds.kind_of_key, (objects.key(obj).kind for obj in remaining))
    )
    states = (
        *GONE,
        Condition(
            "NamespaceContentRemaining", "SomeResourcesRemain", counted(REMAIN, found, "has")
        ),
        Condition("NamespaceFinalizersRemaining", "SomeFinalizersRemain", counted(HELD, held, "in"))
        if held
        else UNHELD,
    )
    old = {entry.get("type"): entry for entry in objects.status(namespace).get("conditions") or ()}
    return [state.entry(old.get(state.type), cluster.now) for state in states]


def counted(start: str, numbers: Counter[str], word: str) -> str:
    """Return `Some resources are remaining: pods. has 2 resource instances`."""
    parts = (f"{name} {word} {number} resource instances" for name, number in numbers.items())
    return f"{start}: {', '.join(sorted(parts))}"


CONTROLLER = Controller(
    "namespace-controller",
    ("*",),
    Phase.OBSERVERS,
    reconcile,
    concerns=concerns,
)
