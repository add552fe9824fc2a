"""Namespaces: those of the system are always there; one that is going takes all that is in it along, and then goes itself.

Upstream rules: `pkg/controller/namespace` and the API server's system namespaces controller.
"""
from collections.abc import Iterable, Iterator

from minik.controllers import _departed
from minik.kinds import namespace as namespaces
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object

SYSTEM = ("default", "kube-node-lease", "kube-public", "kube-system")
WATCHES = ("*",)
PATIENCE = 5


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for name in SYSTEM:
        if cluster.get("Namespace", "", name) is None:
            yield Put({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})
    for space in cluster.of("Namespace"):
        if is_going(space):
            yield from emptied(cluster, space)
    for key, _ in _departed.departed(cluster, "Namespace"):
        if cluster.get(*key) is None:
            yield from (Delete(objects.key(obj)) for obj in content(cluster, key.name) if not obj["metadata"].get("deletionTimestamp"))


def is_going(space: Object) -> bool:
    return namespaces.phase(space) == "Terminating" or bool(space["metadata"].get("deletionTimestamp"))


def content(cluster: Cluster, name: str) -> Iterator[Object]:
    """All that is in a namespace."""
    for kind in cluster.kinds():
        yield from cluster.within(kind, name)


def emptied(cluster: Cluster, space: Object) -> Iterator[Change]:
    """All that is in a namespace is told to go; when nothing is left, the namespace goes."""
    left = list(content(cluster, objects.name(space)))
    yield from (Delete(objects.key(obj)) for obj in left if not obj["metadata"].get("deletionTimestamp"))
    if left and namespaces.phase(space) != "Terminating":
        yield Put(objects.write(space, "status.phase", "Terminating"))
    if not left and objects.name(space) not in SYSTEM:
        yield Delete(objects.key(space))
