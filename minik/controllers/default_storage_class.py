"""The storage class of claims that name none: the youngest default class, also for older claims.

Upstream rule: `volume/persistentvolume`, `assignDefaultStorageClass`.
"""

from collections.abc import Iterable

from minik.kinds.storage import CLASS_ANNOTATION, DEFAULT_CLASS
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read, write


def reconcile(cluster: Cluster) -> Iterable[Change]:
    waiting = [claim for claim in cluster.of("PersistentVolumeClaim") if lacks_class(claim)]
    if not waiting:
        return
    defaults = [
        class_
        for class_ in cluster.of("StorageClass")
        if "true" in (objects.annotations(class_).get(name) for name in DEFAULT_CLASS)
    ]
    if defaults:
        youngest = max(
            defaults, key=lambda class_: str(class_["metadata"].get("creationTimestamp") or "")
        )
        yield from (
            Put(write(claim, "spec.storageClassName", objects.name(youngest))) for claim in waiting
        )


def lacks_class(claim: Object) -> bool:
    """Whether a pending claim names neither a class nor a volume."""
    has_class = read(
        claim, "spec.storageClassName"
    ) is not None or CLASS_ANNOTATION in objects.annotations(claim)
    return (
        read(claim, "status.phase") == "Pending"
        and not has_class
        and not read(claim, "spec.volumeName")
    )


CONTROLLER = Controller(
    "persistentvolume-binder-controller",
    ("PersistentVolumeClaim", "StorageClass"),
    Phase.WORKLOADS,
    reconcile,
)
