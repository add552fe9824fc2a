"""Volumes that only nodes can use on which the pod may not run, or that no node can use."""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis import references
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import Maker, View, title
from minik.kinds import pod as pods
from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Object
from minik.scheduling import volumes
from minik.scheduling.node_info import NodeInfo, permanent_reason, pod_requirements

EXAMPLE = """
apiVersion: v1
kind: PersistentVolume
metadata: {name: data}
spec:
  capacity: {storage: 5Gi}
  accessModes: [ReadWriteOnce]
  storageClassName: local
  local: {path: /data}
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [zone-a]}]}]}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce], storageClassName: local, resources: {requests: {storage: 5Gi}}}
---
apiVersion: v1
kind: Pod
metadata: {name: db}
spec:
  nodeSelector: {topology.kubernetes.io/zone: ZONE}
  containers: [{name: db, image: "db:1", volumeMounts: [{name: data, mountPath: /data}]}]
  volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
"""
CAUSE = Cause(
    "volume-out-of-reach",
    "",
    ERROR,
    "a volume can only be used on nodes on which its pod may not run",
    "A local volume lies on one node, a cloud's disk in one zone: its nodeAffinity, or the allowedTopologies of its class, say where. A pod "
    "whose nodeSelector asks for another place stays Pending (volume node affinity conflict).",
    example=EXAMPLE.replace("ZONE", "zone-b"),
    sound=EXAMPLE.replace("ZONE", "zone-a"),
)
Places = Mapping[str, Sequence[str]]


def findings(view: View) -> Iterator[Finding]:
    nodes = [NodeInfo(node) for node in view.cluster.of("Node")]
    for volume in view.of("PersistentVolume"):
        if nodes and not any(volumes.is_usable_on(volume, node) for node in nodes):
            text = f"its nodeAffinity asks for {say(places_of_volume(volume))}: none of the nodes"
            yield Finding(CAUSE, objects.key(volume), "spec.nodeAffinity", text, at_node(nodes))
    for maker in references.unstarted(view):
        if not objects.spec(maker.pod).get("volumes"):
            continue
        for index, claim in mounted(view, maker):
            finding = judge(view, maker, index, claim, nodes)
            if finding:
                yield finding
                break


def at_node(nodes: Sequence[NodeInfo]) -> str:
    """Return the node affinity to the first node."""
    return f"values: [{nodes[0].name}], of key kubernetes.io/hostname"


def mounted(view: View, maker: Maker) -> Iterator[tuple[int, Object]]:
    """Yield the claims that a pod mounts, each with the place of its volume."""
    for index, volume in enumerate(objects.spec(maker.pod).get("volumes") or ()):
        name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        claim = name and view.cluster.get("PersistentVolumeClaim", maker.key.namespace, name)
        if claim:
            yield index, claim


def judge(
    view: View, maker: Maker, index: int, claim: Object, nodes: Sequence[NodeInfo]
) -> Finding | None:
    """Return the finding for a claim whose volumes lie elsewhere; None if one may be reached."""
    found = volumes_of(view, claim)
    required = pod_requirements(maker.pod)
    open_nodes = [node for node in nodes if permanent_reason(node, required) is None]
    if found and open_nodes:
        if any(volumes.is_usable_on(volume, node) for volume in found for node in open_nodes):
            return None
        places = places_of_volume(found[0])
    else:
        choices = [places_of_volume(volume) for volume in found] or places_of_class(view, claim)
        if not choices or any(map(is_reachable(maker.pod), choices)):
            return None
        places = choices[0]
    if not places:
        return None
    source = title(objects.key(found[0])) if found else f"the class of claim {objects.name(claim)}"
    path = references.field(maker, f"spec.volumes[{index}].persistentVolumeClaim.claimName")
    text = f"{source} is only usable where {say(places)}, and the pod may not run there"
    key, values = next(iter(places.items()))
    return Finding(CAUSE, maker.key, path, text, f"nodeSelector: {{{key}: {values[0]}}}")


def volumes_of(view: View, claim: Object) -> Sequence[Object]:
    """Return the volume of a claim, or those that it may be given; [] if one will be made."""
    name = objects.spec(claim).get("volumeName")
    bound = view.cluster.get("PersistentVolume", "", name) if name else None
    return [bound] if bound else volumes.matching_volumes(view.cluster, claim)


def places_of_volume(volume: Object) -> Places:
    """Return the labels that a volume's nodes have, with their values."""
    terms = objects.read(volume, "spec.nodeAffinity.required.nodeSelectorTerms", ())
    return places(terms[0].get("matchExpressions") or ()) if len(terms) == 1 else {}


def places_of_class(view: View, claim: Object) -> list[Places]:
    """Return where the class of a claim makes volumes; [] if anywhere."""
    class_ = volumes.storage_class(view.cluster, claim) or {}
    return [
        {str(item.get("key")): item.get("values") or () for item in term["matchLabelExpressions"]}
        for term in class_.get("allowedTopologies") or ()
        if term.get("matchLabelExpressions")
    ]


def places(expressions: Sequence[Mapping[str, Any]]) -> Places:
    """Return the labels that expressions ask to have one of some values."""
    return {
        str(item.get("key")): item.get("values") or ()
        for item in expressions
        if item.get("operator") == "In"
    }


def is_reachable(pod: Object) -> Any:
    """Return the test whether a pod may run in a place, by its nodeSelector and node affinity."""
    asked: dict[str, Sequence[str]] = {
        name: [value] for name, value in pods.node_selector(pod).items()
    }
    terms = objects.read(
        pod,
        "spec.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms",
        (),
    )
    if len(terms) == 1:
        asked |= places(terms[0].get("matchExpressions") or ())
    return lambda where: (
        not any(
            name in asked and not set(asked[name]) & set(values) for name, values in where.items()
        )
    )


def say(where: Places) -> str:
    """Return places as `zone=a`."""
    return ", ".join(f"{name}={' or '.join(map(str, values))}" for name, values in where.items())
