"""Claims for which a volume is there that nearly fits."""

from collections.abc import Iterator, Sequence

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.nearness import is_near
from minik.diagnosis.view import View
from minik.kinds.storage import short_access_modes, storage_class_name
from minik.model import object as objects
from minik.model import quantity, selectors
from minik.model.object import Object
from minik.scheduling import volumes

EXAMPLE = """
apiVersion: v1
kind: PersistentVolume
metadata: {name: data}
spec: {capacity: {storage: 5Gi}, accessModes: [ReadWriteOnce], storageClassName: manual, hostPath: {path: /data}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: manual, resources: {requests: {storage: SIZE}}}
"""
CAUSE = Cause(
    "claim-unbindable",
    "",
    ERROR,
    "a claim asks for what the volume that is meant for it does not have",
    "A claim is bound to a volume of its own storageClassName that has its access modes, at least its size, its volumeMode and the labels "
    "of its selector, and that is reserved for no other claim. If one differs, and no provisioner makes a volume, it stays Pending.",
    example=EXAMPLE.replace("SIZE", "10Gi"),
    sound=EXAMPLE.replace("SIZE", "5Gi"),
)


def findings(view: View) -> Iterator[Finding]:
    for claim in view.of("PersistentVolumeClaim"):
        finding = judge(view, claim)
        if finding:
            yield finding


def judge(view: View, claim: Object) -> Finding | None:
    """Return the finding for a claim that no volume fits; None if one does, or may be made."""
    if objects.status(claim).get("phase") not in (None, "", "Pending") or is_made(view, claim):
        return None
    if volumes.matching_volumes(view.cluster, claim):
        return None
    candidates = likely_volumes(view, claim)
    named = objects.spec(claim).get("volumeName")
    if named and not view.cluster.get("PersistentVolume", "", named):
        if not view.settled and not candidates:
            return None
        fix = f"volumeName: {objects.name(candidates[0])}" if candidates else "no volumeName"
        text = f'there is no PersistentVolume "{named}"'
        return Finding(CAUSE, objects.key(claim), "spec.volumeName", text, fix)
    for volume in candidates:
        differing = list(differences(claim, volume))
        if differing:
            field, _, fix = differing[0]
            text = "; ".join(text for _, text, _ in differing)
            return Finding(
                CAUSE,
                objects.key(claim),
                field,
                f"PersistentVolume {objects.name(volume)} does not fit: {text}",
                fix,
                objects.name(volume),
                about=(objects.key(volume),),
            )
    return static(view, claim)


def static(view: View, claim: Object) -> Finding | None:
    """Return the finding for a claim whose class makes no volumes, where none is there; None for
    another class.
    """
    class_ = volumes.storage_class(view.cluster, claim)
    if class_ is None or class_.get("provisioner") != volumes.STATIC:
        return None
    name = objects.name(class_)
    text = f"its class {name} makes no volumes ({volumes.STATIC}), and there is no PersistentVolume of it"
    fix = f"a PersistentVolume with {patches.field('storageClassName', name)}"
    return Finding(CAUSE, objects.key(claim), "spec.storageClassName", text, fix)


def is_made(view: View, claim: Object) -> bool:
    """Return whether a provisioner makes a volume for a claim, as far as anybody can tell."""
    class_ = volumes.storage_class(view.cluster, claim)
    if class_ is not None:
        return bool(class_.get("provisioner") != volumes.STATIC)
    return objects.spec(claim).get("storageClassName") is None and not objects.spec(claim).get(
        "volumeName"
    )


def likely_volumes(view: View, claim: Object) -> Sequence[Object]:
    """Return the volumes that are probably meant for a claim, the likeliest first."""
    name, class_name = objects.name(claim), storage_class_name(claim)
    named = objects.spec(claim).get("volumeName")
    ranked = []
    for volume in view.cluster.of("PersistentVolume"):
        reference = objects.spec(volume).get("claimRef") or {}
        if objects.status(volume).get("phase") == "Bound" and reference.get("name") != name:
            continue
        rank = [
            objects.name(volume) == named,
            reference.get("name") == name,
            storage_class_name(volume) == class_name,
            is_near(objects.name(volume), name),
            is_near(storage_class_name(volume), class_name),
        ]
        if any(rank):
            ranked.append((rank, volume))
    ranked.sort(key=lambda entry: entry[0], reverse=True)
    return [volume for _, volume in ranked]


def differences(claim: Object, volume: Object) -> Iterator[tuple[str, str, str]]:
    """Yield how a volume does not fit a claim: the claim's field, text and fix."""
    spec, has = objects.spec(claim), objects.spec(volume)
    asked_class, class_name = storage_class_name(claim), storage_class_name(volume)
    if asked_class != class_name:
        text = f'its class is "{class_name}", the claim\'s "{asked_class}"'
        yield "spec.storageClassName", text, f'storageClassName: "{class_name}"'
    modes, offered = spec.get("accessModes") or [], has.get("accessModes") or []
    if not set(modes) <= set(offered):
        text = (
            f"it has {short_access_modes(offered)}, the claim asks for {short_access_modes(modes)}"
        )
        yield "spec.accessModes", text, f"accessModes: [{', '.join(offered)}]"
    size = str(objects.read(claim, "spec.resources.requests.storage", "0"))
    room = str(objects.read(volume, "spec.capacity.storage", "0"))
    if quantity.parse(size).nano > quantity.parse(room).nano:
        text = f"it has {room}, the claim asks for {size}"
        yield "spec.resources.requests.storage", text, f"requests: {{storage: {room}}}"
    kinds = [one.get("volumeMode") or "Filesystem" for one in (spec, has)]
    if kinds[0] != kinds[1]:
        text = f"its volumeMode is {kinds[1]}, the claim's {kinds[0]}"
        yield "spec.volumeMode", text, f"volumeMode: {kinds[1]}"
    selector = spec.get("selector")
    if selector and not selectors.matches(
        selectors.of_label_selector(selector), objects.labels(volume)
    ):
        yield "spec.selector", "the claim's selector does not match its labels", "labels as it has"
    reference = has.get("claimRef") or {}
    home = (objects.namespace(claim), objects.name(claim))
    if reference and (reference.get("namespace"), reference.get("name")) != home:
        text = f"it is reserved for claim {reference.get('namespace')}/{reference.get('name')}"
        yield "metadata.name", text, f"claimRef: {{namespace: {home[0]}, name: {home[1]}}}"
