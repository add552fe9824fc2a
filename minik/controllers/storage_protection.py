"""Claims in use by pods, and bound volumes, are kept until they are free, even if deleted.

Upstream rules: `volume/pvcprotection` and `volume/pvprotection`. Each has a finalizer; the
controller removes it when the object is no longer used, and the object goes.
"""

from collections.abc import Iterable, Iterator

from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read

CLAIM, VOLUME = "kubernetes.io/pvc-protection", "kubernetes.io/pv-protection"


def claim_keys(pod: Object) -> Iterable[tuple[str, str]]:
    """Return the claims that a pod uses, as (namespace, name)."""
    if pods.is_terminal(pod):
        return ()
    claims = (
        read(volume, "persistentVolumeClaim.claimName")
        for volume in objects.spec(pod).get("volumes") or ()
    )
    return [(objects.namespace(pod), claim) for claim in claims if claim]


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for claim in cluster.of("PersistentVolumeClaim"):
        if is_terminating(claim) and (
            objects.namespace(claim),
            objects.name(claim),
        ) not in cluster.table("Pod").index_by(claim_keys):
            yield from remove_finalizer(claim, CLAIM)
    for volume in cluster.of("PersistentVolume"):
        if is_terminating(volume) and read(volume, "status.phase") != "Bound":
            yield from remove_finalizer(volume, VOLUME)


def is_terminating(obj: Object) -> bool:
    return bool(obj["metadata"].get("deletionTimestamp"))


def remove_finalizer(obj: Object, finalizer: str) -> Iterator[Change]:
    """Yield the object without its finalizer, or its deletion if it has none."""
    finalizers = obj["metadata"].get("finalizers") or []
    remaining = [name for name in finalizers if name != finalizer]
    if not finalizers:
        yield Delete(objects.key(obj))
    elif len(remaining) < len(finalizers):
        path = "metadata.finalizers"
        yield Put(objects.write(obj, path, remaining) if remaining else objects.drop(obj, path))


CONTROLLER = Controller(
    "persistentvolumeclaim-protection-controller",
    ("PersistentVolumeClaim", "PersistentVolume", "Pod"),
    Phase.OBSERVERS,
    reconcile,
)
