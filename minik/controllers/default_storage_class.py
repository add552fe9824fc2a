"""The storage class of claims that name none. Upstream rule: `volume/persistentvolume`, which also
sets the default class on older claims.

A new cluster has no class. The first claim that names none creates a default one, as in kind:
`standard`, whose volumes are created where their first pod runs.
"""

from collections.abc import Iterable

from minik.intake.system_metadata import timestamp
from minik.kinds.storage import CLASS_ANNOTATION, DEFAULT_CLASS
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read, write

STANDARD = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {"name": "standard", "annotations": {DEFAULT_CLASS[0]: "true"}},
    "provisioner": "rancher.io/local-path",
    "reclaimPolicy": "Delete",
    "volumeBindingMode": "WaitForFirstConsumer",
}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    waiting = [claim for claim in cluster.of("PersistentVolumeClaim") if lacks_class(claim)]
    if not waiting:
        return
    classes = cluster.of("StorageClass")
    if not classes and any(
        claim["metadata"].get("creationTimestamp") == timestamp(cluster.now) for claim in waiting
    ):
        yield Put(STANDARD)
    defaults = [
        class_
        for class_ in classes
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
