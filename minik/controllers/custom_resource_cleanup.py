"""Definitions of custom resources that go: their objects first, then they themselves.

Upstream rule: apiextensions `controller/finalizer`.
"""

from collections.abc import Iterable

from minik import kinds
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object

CLEANUP = "customresourcecleanup.apiextensions.k8s.io"


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for definition in cluster.of("CustomResourceDefinition"):
        metadata = definition["metadata"]
        if metadata.get("deletionTimestamp") and CLEANUP in (metadata.get("finalizers") or ()):
            yield from _end(definition, cluster)


def _end(definition: Object, cluster: Cluster) -> Iterable[Change]:
    """Yield the deletions of all objects; what holds the definition goes once there are none."""
    remaining = cluster.of(kinds.kind_of_definition(definition).key)
    yield from (
        Delete(objects.key(obj))
        for obj in remaining
        if not obj["metadata"].get("deletionTimestamp")
    )
    if not remaining:
        others = [name for name in definition["metadata"]["finalizers"] if name != CLEANUP]
        yield Put(objects.write(definition, "metadata.finalizers", others))


CONTROLLER = Controller(
    "customresource-cleanup",
    ("*",),
    Phase.OBSERVERS,
    reconcile,
    only_for="CustomResourceDefinition",
)
