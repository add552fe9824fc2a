"""Claims get their volumes: one that is there and suits, or one that is made for them. Upstream rule: `volume/persistentvolume`.

Every class that names a provisioner is taken to have one that works. A class that waits for the first consumer gives volumes that can be
used on that pod's node alone, as kind's `standard` does.
"""
from collections.abc import Iterable, Iterator

from minik.controllers import _departed, _volumes
from minik.controllers._rooms import Room
from minik.kinds import pod as pods
from minik.kinds._storage import class_of
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read, write

WATCHES = ("PersistentVolumeClaim", "PersistentVolume", "StorageClass", "Pod")
PATIENCE = 2
BOUND = {"pv.kubernetes.io/bind-completed": "yes", "pv.kubernetes.io/bound-by-controller": "yes"}
PROVISIONER, OLD_PROVISIONER = "volume.kubernetes.io/storage-provisioner", "volume.beta.kubernetes.io/storage-provisioner"
SELECTED, MADE_BY = "volume.kubernetes.io/selected-node", "pv.kubernetes.io/provisioned-by"


def reconcile(cluster: Cluster) -> Iterable[Change]:
    taken: set[str] = set()
    for claim in cluster.of("PersistentVolumeClaim"):
        if read(claim, "status.phase") == "Pending" and not claim["metadata"].get("deletionTimestamp"):
            yield from served(cluster, claim, taken)
    for volume in cluster.of("PersistentVolume"):
        phase = present(cluster, volume)
        if phase != read(volume, "status.phase") and objects.name(volume) not in taken:
            yield Put(write(volume, "status.phase", phase))
    for key, claim in _departed.departed(cluster, "PersistentVolumeClaim"):
        found = cluster.get("PersistentVolume", "", read(claim, "spec.volumeName", "")) if cluster.get(*key) is None else None
        if found and read(found, "spec.claimRef.uid") == objects.uid(claim):
            yield from released(found)


def present(cluster: Cluster, volume: Object) -> str:
    """How a new volume is: bound where the claim that it names has it, else there for anybody."""
    phase = str(read(volume, "status.phase", "Pending"))
    kept = read(volume, "spec.claimRef") or {}
    claim = cluster.get("PersistentVolumeClaim", kept.get("namespace", ""), kept.get("name", "")) if kept else None
    if phase in ("Pending", "Available") and claim and read(claim, "spec.volumeName") == objects.name(volume):
        return "Bound"
    return "Available" if phase == "Pending" else phase


def served(cluster: Cluster, claim: Object, taken: set[str]) -> Iterator[Put]:
    """A claim and the volume that it gets, if it is time and there is one, or can be."""
    kind = _volumes.storage_class(cluster, claim)
    users = cluster.table("Pod").indexed(_volumes.users).get((objects.namespace(claim), objects.name(claim)), [])
    node = cluster.get("Node", "", pods.node(users[0])) if users else None
    if _volumes.waits_for_pod(kind) and node is None and not read(claim, "spec.volumeName"):
        return
    room = Room(node) if node else None
    able = (one for one in _volumes.suitable(cluster, claim) if objects.name(one) not in taken)
    volume = next((one for one in able if room is None or _volumes.is_usable(one, room)), None)
    made_for = {}
    if volume is None and kind and kind["provisioner"] != _volumes.STATIC and not read(claim, "spec.volumeName"):
        local = node if _volumes.waits_for_pod(kind) else None
        volume = provisioned(claim, kind, local)
        made_for = {PROVISIONER: kind["provisioner"], OLD_PROVISIONER: kind["provisioner"],
                    **({SELECTED: objects.name(local)} if local else {})}
    if volume is not None:
        taken.add(objects.name(volume))
        yield Put({**write(volume, "spec.claimRef", reference(claim)), "status": {**objects.status(volume), "phase": "Bound"}})
        yield Put(bound(claim, volume, made_for))


def reference(claim: Object) -> Object:
    """A claim as its volume names it."""
    return {"apiVersion": "v1", "kind": "PersistentVolumeClaim", "name": objects.name(claim), "namespace": objects.namespace(claim),
            "uid": objects.uid(claim)}


def provisioned(claim: Object, kind: Object, node: Object | None) -> Object:
    """A volume made for a claim."""
    name = f"pvc-{objects.uid(claim)}"
    size = read(claim, "spec.resources.requests.storage", "0")
    spec = {"accessModes": read(claim, "spec.accessModes", []), "capacity": {"storage": size},
            "hostPath": {"path": f"/var/local-path-provisioner/{name}_{objects.namespace(claim)}_{objects.name(claim)}",
                         "type": "DirectoryOrCreate"},
            "persistentVolumeReclaimPolicy": kind.get("reclaimPolicy") or "Delete", "storageClassName": class_of(claim),
            "volumeMode": read(claim, "spec.volumeMode", "Filesystem")}
    if node:
        host = {"key": "kubernetes.io/hostname", "operator": "In", "values": [objects.labels(node).get(
            "kubernetes.io/hostname", objects.name(node))]}
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": [{"matchExpressions": [host]}]}}
    metadata = {"name": name, "annotations": {MADE_BY: kind["provisioner"]}, "finalizers": ["kubernetes.io/pv-protection"]}
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": metadata, "spec": spec}


def bound(claim: Object, volume: Object, made_for: Object) -> Object:
    """A claim with its volume."""
    told = {**objects.annotations(claim), **BOUND, **made_for}
    status = {"accessModes": read(volume, "spec.accessModes", []), "capacity": read(volume, "spec.capacity", {}), "phase": "Bound"}
    named = write(write(claim, "metadata.annotations", told), "spec.volumeName", objects.name(volume))
    return {**named, "status": status}


def released(volume: Object) -> Iterator[Change]:
    """A volume whose claim has gone: kept, or deleted, as its policy says."""
    if read(volume, "status.phase") == "Bound":
        yield Put(write(volume, "status.phase", "Released"))
    elif read(volume, "spec.persistentVolumeReclaimPolicy") == "Delete" and not volume["metadata"].get("deletionTimestamp"):
        yield Delete(objects.key(volume))
