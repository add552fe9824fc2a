"""The fields of a PersistentVolumeClaim, and the pods that use it."""

from collections.abc import Iterable

from minik.kinds.storage import short_access_modes
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object, read

CLAIM = "PersistentVolumeClaim"


def phase(claim: Object) -> str:
    return (
        "Terminating"
        if claim["metadata"].get("deletionTimestamp")
        else str(read(claim, "status.phase", ""))
    )


def volume_name(claim: Object) -> str:
    """Return the name of the bound volume; "" if unbound."""
    return str(read(claim, "spec.volumeName", ""))


def capacity(claim: Object) -> str:
    """Return the capacity of the bound volume; "" if unbound."""
    return str(read(claim, "status.capacity", {}).get("storage", "0")) if volume_name(claim) else ""


def access_modes(claim: Object) -> str:
    return short_access_modes(read(claim, "status.accessModes")) if volume_name(claim) else ""


def claims_of_pod(pod: Object) -> Iterable[tuple[str, str]]:
    """Return the claims that a pod mounts, each as (namespace, name)."""
    claims = [
        entry["persistentVolumeClaim"]
        for entry in read(pod, "spec.volumes", [])
        if entry.get("persistentVolumeClaim")
    ]
    return dict.fromkeys((objects.namespace(pod), claim.get("claimName", "")) for claim in claims)


def using_pods(claim: Object, cluster: Cluster) -> list[Object]:
    """Return the pods that mount the claim, and the pod that owns it (ephemeral volumes)."""
    mounting = (
        cluster.table("Pod")
        .index_by(claims_of_pod)
        .get((objects.namespace(claim), objects.name(claim)), [])
    )
    owners = {
        owner.get("uid"): owner.get("name") or ""
        for owner in claim["metadata"].get("ownerReferences") or ()
        if owner.get("kind") == "Pod"
    }
    pods = [cluster.get("Pod", objects.namespace(claim), name) for name in owners.values()]
    return [
        *mounting,
        *(
            pod
            for pod in pods
            if pod is not None and objects.uid(pod) in owners and pod not in mounting
        ),
    ]
