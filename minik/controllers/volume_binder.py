"""Bind claims to volumes: a matching one that exists, or a new one. Upstream rule:
`volume/persistentvolume`.

Every class with a provisioner counts as having a working one. A class that waits for the first
consumer creates volumes that only that pod's node can use, as kind's `standard` does.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from minik.kinds import pod as pods
from minik.kinds.storage import storage_class_name
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, NewEvent, Phase
from minik.model.object import Object, read, write
from minik.recording import deletions
from minik.scheduling import volumes
from minik.scheduling.node_info import NodeInfo

BOUND_ANNOTATIONS = {
    "pv.kubernetes.io/bind-completed": "yes",
    "pv.kubernetes.io/bound-by-controller": "yes",
}
PROVISIONER, OLD_PROVISIONER = (
    "volume.kubernetes.io/storage-provisioner",
    "volume.beta.kubernetes.io/storage-provisioner",
)
SELECTED_NODE, PROVISIONED_BY = (
    "volume.kubernetes.io/selected-node",
    "pv.kubernetes.io/provisioned-by",
)


def reconcile(cluster: Cluster) -> Iterable[Change]:
    taken: set[str] = set()
    for claim in cluster.of("PersistentVolumeClaim"):
        if read(claim, "status.phase") == "Pending" and not claim["metadata"].get(
            "deletionTimestamp"
        ):
            yield from bind_claim(cluster, claim, taken)
    for volume in cluster.of("PersistentVolume"):
        phase = volume_phase(cluster, volume)
        if phase != read(volume, "status.phase") and objects.name(volume) not in taken:
            yield Put(write(volume, "status.phase", phase))
    for key, claim in deletions.deleted_objects(cluster, "PersistentVolumeClaim"):
        bound_volume = (
            cluster.get("PersistentVolume", "", read(claim, "spec.volumeName", ""))
            if cluster.get(*key) is None
            else None
        )
        if bound_volume and read(bound_volume, "spec.claimRef.uid") == objects.uid(claim):
            yield from release_volume(bound_volume)


def volume_phase(cluster: Cluster, volume: Object) -> str:
    """Return the phase of a volume: Bound if its claim is bound, else as it is or Available."""
    phase = str(read(volume, "status.phase", "Pending"))
    reference_ = read(volume, "spec.claimRef") or {}
    claim = (
        cluster.get(
            "PersistentVolumeClaim", reference_.get("namespace", ""), reference_.get("name", "")
        )
        if reference_
        else None
    )
    if (
        phase in ("Pending", "Available")
        and claim
        and read(claim, "spec.volumeName") == objects.name(volume)
    ):
        return "Bound"
    return "Available" if phase == "Pending" else phase


def bind_claim(cluster: Cluster, claim: Object, taken: set[str]) -> Iterator[Put]:
    """Yield the claim and its volume, bound, if a volume exists or can be created by now."""
    class_ = volumes.storage_class(cluster, claim)
    node = consumer_node(cluster, claim)
    if volumes.waits_for_pod(class_) and node is None and not read(claim, "spec.volumeName"):
        return
    volume = matching_volume(cluster, claim, node, taken)
    annotations = {}
    if (
        volume is None
        and class_
        and class_["provisioner"] != volumes.STATIC
        and not read(claim, "spec.volumeName")
    ):
        selected = node if volumes.waits_for_pod(class_) else None
        volume = new_volume(claim, class_, selected)
        annotations = {
            PROVISIONER: class_["provisioner"],
            OLD_PROVISIONER: class_["provisioner"],
            **({SELECTED_NODE: objects.name(selected)} if selected else {}),
        }
    if volume is not None:
        taken.add(objects.name(volume))
        bound = {**objects.status(volume), "phase": "Bound"}
        yield Put({**write(volume, "spec.claimRef", claim_reference(claim)), "status": bound})
        yield Put(bound_claim(claim, volume, annotations))


def consumer_node(cluster: Cluster, claim: Object) -> Object | None:
    """Return the node of the first scheduled pod that uses a claim; None if there is none."""
    users = (
        cluster.table("Pod")
        .index_by(volumes.scheduled_claims)
        .get((objects.namespace(claim), objects.name(claim)), [])
    )
    return cluster.get("Node", "", pods.node(users[0])) if users else None


def matching_volume(
    cluster: Cluster, claim: Object, node: Object | None, taken: set[str]
) -> Object | None:
    """Return the smallest volume that a claim can have, usable on its consumer's node; or None."""
    node_info = NodeInfo(node) if node else None
    return next(
        (
            candidate
            for candidate in volumes.matching_volumes(cluster, claim)
            if objects.name(candidate) not in taken
            and (node_info is None or volumes.is_usable_on(candidate, node_info))
        ),
        None,
    )


def claim_reference(claim: Object) -> Object:
    """Return a reference to a claim, as its volume holds it."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "name": objects.name(claim),
        "namespace": objects.namespace(claim),
        "uid": objects.uid(claim),
    }


def new_volume(claim: Object, class_: Object, node: Object | None) -> Object:
    """Return a new volume for a claim; `node` restricts where it can be used."""
    name = f"pvc-{objects.uid(claim)}"
    size = read(claim, "spec.resources.requests.storage", "0")
    spec = {
        "accessModes": read(claim, "spec.accessModes", []),
        "capacity": {"storage": size},
        "hostPath": {
            "path": f"/var/local-path-provisioner/{name}_{objects.namespace(claim)}_{objects.name(claim)}",
            "type": "DirectoryOrCreate",
        },
        "persistentVolumeReclaimPolicy": class_.get("reclaimPolicy") or "Delete",
        "storageClassName": storage_class_name(claim),
        "volumeMode": read(claim, "spec.volumeMode", "Filesystem"),
    }
    if node:
        expression = {
            "key": "kubernetes.io/hostname",
            "operator": "In",
            "values": [objects.labels(node).get("kubernetes.io/hostname", objects.name(node))],
        }
        spec["nodeAffinity"] = {
            "required": {"nodeSelectorTerms": [{"matchExpressions": [expression]}]}
        }
    metadata = {
        "name": name,
        "annotations": {PROVISIONED_BY: class_["provisioner"]},
        "finalizers": ["kubernetes.io/pv-protection"],
    }
    return {"apiVersion": "v1", "kind": "PersistentVolume", "metadata": metadata, "spec": spec}


def bound_claim(claim: Object, volume: Object, made_for: Object) -> Object:
    """Return a claim bound to its volume."""
    annotations = {**objects.annotations(claim), **BOUND_ANNOTATIONS, **made_for}
    status = {
        "accessModes": read(volume, "spec.accessModes", []),
        "capacity": read(volume, "spec.capacity", {}),
        "phase": "Bound",
    }
    updated = write(
        write(claim, "metadata.annotations", annotations), "spec.volumeName", objects.name(volume)
    )
    return {**updated, "status": status}


def release_volume(volume: Object) -> Iterator[Change]:
    """Yield a volume whose claim was deleted, as Released or deleted, by its reclaim policy."""
    if read(volume, "status.phase") == "Bound":
        yield Put(write(volume, "status.phase", "Released"))
    elif read(volume, "spec.persistentVolumeReclaimPolicy") == "Delete" and not volume[
        "metadata"
    ].get("deletionTimestamp"):
        yield Delete(objects.key(volume))


WAITING = "waiting for first consumer to be created before binding"
NO_VOLUME = "no persistent volumes available for this claim and no storage class is set"


def claim_notices(cluster: Cluster) -> Iterator[NewEvent]:
    """Yield why each claim that this command created or changed is not bound."""
    for key, claim in cluster.changes.items():
        if claim is None or key.kind != "PersistentVolumeClaim" or volumes.is_bound(claim):
            continue
        event = partial(NewEvent, claim, component="persistentvolume-controller")
        name, class_ = storage_class_name(claim), volumes.storage_class(cluster, claim)
        if name and class_ is None:
            missing = f'storageclass.storage.k8s.io "{name}" not found'
            yield event("ProvisioningFailed", missing, warning=True)
        elif volumes.waits_for_pod(class_):
            yield event("WaitForFirstConsumer", WAITING)
        elif class_ is None:
            yield event("FailedBinding", NO_VOLUME)


CONTROLLER = Controller(
    "persistentvolume-binder-controller",
    ("PersistentVolumeClaim", "PersistentVolume", "StorageClass", "Pod"),
    Phase.ROLLOUTS,
    reconcile,
    notices=claim_notices,
)
