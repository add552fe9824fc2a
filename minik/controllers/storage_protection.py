"""Claims that pods use and volumes that claims hold outlast their deletion.

Upstream rules: `volume/pvcprotection` and `volume/pvprotection`. Each carries a finalizer; the controller takes it away when nobody needs
the object any more, and then it goes.
"""
from collections.abc import Iterable, Iterator

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("PersistentVolumeClaim", "PersistentVolume", "Pod")
PATIENCE = 5
CLAIM, VOLUME = "kubernetes.io/pvc-protection", "kubernetes.io/pv-protection"


def used(pod: Object) -> Iterable[tuple[str, str]]:
    """The claims that a pod uses, by namespace and name."""
    if pods.is_terminal(pod):
        return ()
    claims = (read(volume, "persistentVolumeClaim.claimName") for volume in objects.spec(pod).get("volumes") or ())
    return [(objects.namespace(pod), claim) for claim in claims if claim]


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for claim in cluster.of("PersistentVolumeClaim"):
        if is_going(claim) and (objects.namespace(claim), objects.name(claim)) not in cluster.table("Pod").indexed(used):
            yield from released(claim, CLAIM)
    for volume in cluster.of("PersistentVolume"):
        if is_going(volume) and read(volume, "status.phase") != "Bound":
            yield from released(volume, VOLUME)


def is_going(obj: Object) -> bool:
    return bool(obj["metadata"].get("deletionTimestamp"))


def released(obj: Object, finalizer: str) -> Iterator[Change]:
    """The object without its finalizer; one that none holds any more goes."""
    present = obj["metadata"].get("finalizers") or []
    left = [name for name in present if name != finalizer]
    if not present:
        yield Delete(objects.key(obj))
    elif len(left) < len(present):
        path = "metadata.finalizers"
        yield Put(objects.write(obj, path, left) if left else objects.drop(obj, path))
