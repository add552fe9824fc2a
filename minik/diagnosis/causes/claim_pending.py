"""Claims that are not bound to a volume."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches, recorded_pods
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data, namespace: default, uid: u1}
spec: {accessModes: [ReadWriteOnce], storageClassName: fast-ssd, resources: {requests: {storage: 1Gi}}}
status: {phase: Pending}
---
apiVersion: v1
kind: Event
metadata: {name: data.1, namespace: default, uid: u2}
involvedObject: {kind: PersistentVolumeClaim, namespace: default, name: data}
type: Warning
reason: ProvisioningFailed
message: 'storageclass.storage.k8s.io "fast-ssd" not found'
"""
CAUSE = Cause(
    "claim-pending",
    "",
    ERROR,
    "a PersistentVolumeClaim has no volume, so its pods wait",
    "A claim is bound to a volume of its class, size and access modes that is there, or that a provisioner makes for it. Without a class "
    "of that name, a default class, or a provisioner that runs, it stays Pending.",
    example=EXAMPLE,
    sound=EXAMPLE.partition("---")[0].replace("phase: Pending", "phase: Bound"),
)
WAITING = re.compile(r"waiting for first consumer|waiting for pod", re.I)


def findings(view: View) -> Iterator[Finding]:
    for claim in view.of("PersistentVolumeClaim"):
        phase = objects.status(claim).get("phase")
        if phase in ("Pending", "Lost") and not claim["metadata"].get("deletionTimestamp"):
            words = reason(view, claim, phase)
            if words:
                key = objects.key(claim)
                name = objects.spec(claim).get("storageClassName")
                yield Finding(
                    CAUSE,
                    key,
                    "spec.storageClassName" if name else "spec",
                    f"{phase}: {words}",
                    fix(view, claim),
                )


def reason(view: View, claim: Object, phase: str) -> str:
    """Return why a claim is not bound; "" if it only waits for its first pod."""
    if phase == "Lost":
        return f"its volume {objects.spec(claim).get('volumeName', '')} is no longer there"
    failed = recorded_pods.warnings(view, objects.key(claim))
    if failed:
        return f"{failed[0].get('reason')}: {recorded_pods.message(failed[0])}"
    name = objects.spec(claim).get("storageClassName")
    classes = {objects.name(item): item for item in view.cluster.of("StorageClass")}
    if name and name not in classes and (view.settled or classes):
        return f'there is no StorageClass "{name}"'
    chosen = classes.get(str(name)) or {}
    if chosen.get("volumeBindingMode") == "WaitForFirstConsumer":
        return ""
    told = recorded_pods.warnings(
        view, objects.key(claim), "FailedBinding", "ExternalProvisioning", "Provisioning"
    )
    words = recorded_pods.message(told[0]) if told else ""
    if words and not WAITING.search(words):
        return words
    if name == "" or name is None:
        return (
            "no volume fits, and it names no StorageClass that would make one" if not words else ""
        )
    return ""


def fix(view: View, claim: Object) -> str:
    """Return the class that was probably meant."""
    name = objects.spec(claim).get("storageClassName")
    names = [objects.name(item) for item in view.cluster.of("StorageClass")]
    if name in names:
        return ""
    near = nearest(str(name), names) or (names[0] if len(names) == 1 else "")
    key = objects.key(claim)
    if near:
        return f"{patches.field('storageClassName', near)} ({patches.command('delete', key)} first: the class of a claim cannot be changed)"
    return (
        f"a StorageClass {name}, or a PersistentVolume with storageClassName: {name}"
        if name
        else "storageClassName: NAME, or a default StorageClass"
    )
