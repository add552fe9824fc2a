"""Claims that one node, or one pod, may use at a time, and that several pods mount."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis import references
from minik.diagnosis.finding import ERROR, INFO, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import Maker, View, first_few
from minik.model import object as objects
from minik.model.object import Key, Object

EXAMPLE = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [MODE], resources: {requests: {storage: 1Gi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: "web:1", volumeMounts: [{name: data, mountPath: /data}]}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
"""
CAUSE = Cause(
    "claim-shared",
    "",
    WARNING,
    "several pods mount a claim that only one node, or one pod, may use at a time",
    "A ReadWriteOnce volume is attached to one node: pods on other nodes wait for it in ContainerCreating (Multi-Attach error). "
    "ReadWriteOncePod is for one pod alone; others stay Pending. Use ReadWriteMany where the storage has it, one replica with strategy "
    "Recreate, or a StatefulSet with volumeClaimTemplates.",
    example=EXAMPLE.replace("MODE", "ReadWriteOnce"),
    sound=EXAMPLE.replace("MODE", "ReadWriteMany"),
)
ONE_POD = "ReadWriteOncePod"
SPREAD = "kubernetes.io/hostname"


def findings(view: View) -> Iterator[Finding]:
    users = view.index(mounts)
    for claim in view.of("PersistentVolumeClaim"):
        modes = objects.spec(claim).get("accessModes") or ()
        makers = users.get((objects.namespace(claim), objects.name(claim)), [])
        if set(modes) <= {"ReadWriteOnce", ONE_POD} and makers:
            yield from judge(view, claim, ONE_POD in modes, makers)


def mounts(view: View) -> Mapping[tuple[str, str], list[Maker]]:
    """Return the makers of the pods that mount each claim; without a StatefulSet's own claims."""
    users: dict[tuple[str, str], list[Maker]] = {}
    for maker in view.makers.values():
        for volume in objects.spec(maker.pod).get("volumes") or ():
            name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
            if name:
                users.setdefault((maker.key.namespace, name), []).append(maker)
    return users


def judge(view: View, claim: Object, alone: bool, makers: Sequence[Maker]) -> Iterator[Finding]:
    """Yield the first workload that shares a claim with itself, or the two that share it."""
    for maker in makers:
        number = expected_pods(view, maker)
        if number > 1 or maker.key.kind == "DaemonSet":
            yield sharing_workload(claim, alone, maker, number)
            return
    others = [maker for maker in makers if maker.key.kind not in ("Job", "CronJob")]
    if len(others) > 1:
        text = f"{first_few([maker.title for maker in others])} mount claim {objects.name(claim)}"
        text += ", which one pod alone may use" if alone else ", which one node may use at a time"
        field = references.field(others[1], "spec.volumes")
        level = "" if alone else INFO
        yield Finding(CAUSE, others[1].key, field, text, fix(claim), level=level, doubt=SUSPECT)


def expected_pods(view: View, maker: Maker) -> int:
    """Return how many pods a maker should have; of a StatefulSet with claims of its own, one each."""
    workload = view.cluster.get(*maker.key)
    if workload is None or maker.key.kind in ("Pod", "Job", "CronJob"):
        return 1
    return int(objects.read(workload, "spec.replicas", 1))


def sharing_workload(claim: Object, alone: bool, maker: Maker, number: int) -> Finding:
    """Return the finding for a workload whose pods share a claim: an error where they must lie on
    several nodes, or only one may have it.
    """
    apart = maker.key.kind == "DaemonSet" or lies_apart(maker.pod)
    count = "the pods of every node" if maker.key.kind == "DaemonSet" else f"{number} pods"
    mode = "which one pod alone may use" if alone else "which one node may use at a time"
    text = f"{count} of {maker.title} mount claim {objects.name(claim)}, {mode}"
    field = references.field(maker, "spec.volumes")
    level = ERROR if alone or apart else ""
    doubt = "" if alone or apart else SUSPECT
    many = fix(claim)
    mend = many if maker.key.kind == "DaemonSet" else f"replicas: 1, or {many}"
    return Finding(CAUSE, maker.key, field, text, mend, level=level, doubt=doubt, about=keys(claim))


def keys(claim: Object) -> tuple[Key, ...]:
    return (objects.key(claim),)


def lies_apart(pod: Object) -> bool:
    """Return whether a required anti-affinity keeps a workload's pods on different nodes."""
    terms = objects.read(
        pod, "spec.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution", ()
    )
    labels = objects.labels(pod)
    return any(
        term.get("topologyKey") == SPREAD
        and ((term.get("labelSelector") or {}).get("matchLabels") or {}).items() <= labels.items()
        for term in terms
    )


def fix(claim: Object) -> str:
    return f"accessModes: [ReadWriteMany] in claim {objects.name(claim)}"
