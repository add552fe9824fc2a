"""The storage class of claims that name none. Upstream rule: `volume/persistentvolume`, which also gives the default class to claims that
were there before it.

A new cluster has no class, as a bare one. With the first claim that names none it gets one that is the default, as kind has it: `standard`,
whose volumes are made where their first pod is.
"""
from collections.abc import Iterable

from minik.intake.admission import timestamp
from minik.kinds._storage import CLASS_ANNOTATION, DEFAULT_CLASS
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read, write

WATCHES = ("PersistentVolumeClaim", "StorageClass")
PATIENCE = 1
STANDARD = {"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {
    "name": "standard", "annotations": {DEFAULT_CLASS[0]: "true"}}, "provisioner": "rancher.io/local-path", "reclaimPolicy": "Delete",
    "volumeBindingMode": "WaitForFirstConsumer"}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    waiting = [claim for claim in cluster.of("PersistentVolumeClaim") if is_open(claim)]
    if not waiting:
        return
    classes = cluster.of("StorageClass")
    if not classes and any(claim["metadata"].get("creationTimestamp") == timestamp(cluster.now) for claim in waiting):
        yield Put(STANDARD)
    chosen = [one for one in classes if "true" in (objects.annotations(one).get(name) for name in DEFAULT_CLASS)]
    if chosen:
        youngest = max(chosen, key=lambda one: str(one["metadata"].get("creationTimestamp") or ""))
        yield from (Put(write(claim, "spec.storageClassName", objects.name(youngest))) for claim in waiting)


def is_open(claim: Object) -> bool:
    """Whether a claim that waits for a volume leaves open of which class it is."""
    named = read(claim, "spec.storageClassName") is not None or CLASS_ANNOTATION in objects.annotations(claim)
    return read(claim, "status.phase") == "Pending" and not named and not read(claim, "spec.volumeName")
