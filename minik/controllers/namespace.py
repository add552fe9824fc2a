"""Namespaces: the system's always exist; a terminating one deletes its contents, then itself.

Upstream rules: `pkg/controller/namespace` and the API server's system namespaces controller.
"""

from collections.abc import Iterable, Iterator

from minik.kinds import namespace as namespaces
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object
from minik.recording import deletions

SYSTEM = ("default", "kube-node-lease", "kube-public", "kube-system")


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for name in SYSTEM:
        if cluster.get("Namespace", "", name) is None:
            yield Put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    for namespace in cluster.of("Namespace"):
        if is_terminating(namespace):
            yield from empty_namespace(cluster, namespace)
    for key, _ in deletions.deleted_objects(cluster, "Namespace"):
        if cluster.get(*key) is None:
            yield from (
                Delete(objects.key(obj))
                for obj in contents(cluster, key.name)
                if not obj["metadata"].get("deletionTimestamp")
            )


def is_terminating(namespace: Object) -> bool:
    return namespaces.phase(namespace) == "Terminating" or bool(
        namespace["metadata"].get("deletionTimestamp")
    )


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
    if remaining and namespaces.phase(namespace) != "Terminating":
        yield Put(objects.write(namespace, "status.phase", "Terminating"))
    if not remaining and objects.name(namespace) not in SYSTEM:
        yield Delete(objects.key(namespace))


CONTROLLER = Controller(
    "namespace-controller",
    ("*",),
    Phase.OBSERVERS,
    reconcile,
)
