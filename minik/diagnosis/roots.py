"""Root first: which objects stand behind which, and which finding follows from which.

A Service stands on its pods, a pod on its node, its claims and what makes it, a Deployment on the
pods that it gets. A finding that only names a symptom (the Service has no ready pod) follows from
one about an object on which its own object stands (the image of the pod cannot be pulled).
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.diagnosis.finding import SEVERITIES, Finding
from minik.diagnosis.view import TEMPLATES, View, owners, pod_template
from minik.kinds import pod as pods
from minik.kinds.service import fields as services
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Key, Object

# The lower a kind stands, the nearer to the root: a pod's trouble follows from its claim's.
DEPTH = {
    "Namespace": 0,
    "Node": 1,
    "StorageClass": 1,
    "ResourceQuota": 1,
    "PersistentVolume": 2,
    "PersistentVolumeClaim": 3,
    "Pod": 4,
    "ReplicaSet": 5,
    "Job": 5,
    "Service": 8,
    "Ingress": 9,
}
WORKLOAD = 6
HIGHEST = 10


def depth(key: Key) -> int:
    """Return how far from the root a kind stands."""
    return DEPTH.get(key.kind, WORKLOAD if key.kind in TEMPLATES else HIGHEST)


def foundations(view: View, key: Key) -> Iterator[Key]:
    """Yield the objects on which an object stands, each with what that one stands on."""
    obj = view.cluster.get(*key)
    if obj is None:
        return
    if key.kind == "Service":
        yield from under_service(view, obj)
    elif key.kind == "Pod":
        yield from under_pod(view, obj)
    elif key.kind in TEMPLATES:
        yield from under_workload(view, key)
    elif key.kind == "PersistentVolumeClaim":
        yield from under_claim(obj)


def under_service(view: View, service: Object) -> Iterator[Key]:
    """Yield the pods that a Service selects, and the workloads that should make such pods."""
    if not services.selector(service):
        return
    selected = view.selected_pods(service)
    for pod in selected:
        yield objects.key(pod)
        yield from under_pod(view, pod)
    if not selected or not any(map(pods.is_ready, selected)):
        for workload in matching_workloads(view.cluster, service):
            yield objects.key(workload)
            yield from under_workload(view, objects.key(workload))


def matching_workloads(cluster: Cluster, service: Object) -> Iterator[Object]:
    """Yield the workloads whose template has the labels that a Service selects."""
    selector, namespace = services.selector(service).items(), objects.namespace(service)
    for kind in TEMPLATES:
        for workload in cluster.within(kind, namespace):
            if selector <= pods.template_labels(pod_template(workload)).items():
                yield workload


def under_pod(view: View, pod: Object) -> Iterator[Key]:
    """Yield a pod's node, claims and makers."""
    if pods.node(pod):
        yield Key("Node", "", pods.node(pod))
    namespace = objects.namespace(pod)
    for volume in objects.spec(pod).get("volumes") or ():
        name = (volume.get("persistentVolumeClaim") or {}).get("claimName")
        if volume.get("ephemeral"):
            name = f"{objects.name(pod)}-{volume.get('name')}"
        claim = view.cluster.get("PersistentVolumeClaim", namespace, name) if name else None
        if claim is not None:
            yield objects.key(claim)
            yield from under_claim(claim)
    yield from makers(view.cluster, pod)


def makers(cluster: Cluster, obj: Object) -> Iterator[Key]:
    """Yield the controller of an object, and the controller of that."""
    for owner in owners(obj):
        yield Key(*owner)
        above = cluster.get(*owner)
        if above is not None:
            yield from makers(cluster, above)


def under_claim(claim: Object) -> Iterator[Key]:
    """Yield a claim's volume and class."""
    spec = objects.spec(claim)
    if spec.get("volumeName"):
        yield Key("PersistentVolume", "", spec["volumeName"])
    if spec.get("storageClassName"):
        yield Key("StorageClass", "", spec["storageClassName"])


def under_workload(view: View, key: Key) -> Iterator[Key]:
    """Yield the pods and the sets of a workload, and what the pods stand on."""
    for kind in ("ReplicaSet", "Job"):
        for between in view.cluster.table(kind).index_by(owners).get(key, ()):
            yield objects.key(between)
            yield from under_workload(view, objects.key(between))
    for pod in view.cluster.table("Pod").index_by(owners).get(key, ()):
        yield objects.key(pod)
        yield from under_pod(view, pod)


def concern(view: View, key: Key) -> frozenset[Key]:
    """Return an object and everything that may be to blame for its trouble."""
    return frozenset({key, *foundations(view, key)})


def with_roots(view: View, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, each symptom with the finding from which it follows."""
    blamed: dict[Key, list[Finding]] = {}
    for finding in findings:
        if finding.severity != SEVERITIES[0]:
            blamed.setdefault(finding.object, []).append(finding)
    return [
        finding._replace(root=root(view, finding, blamed)) if finding.code.symptom else finding
        for finding in findings
    ]


def root(
    view: View, finding: Finding, blamed: Mapping[Key, Sequence[Finding]]
) -> tuple[str, Key] | None:
    """Return the finding from which a symptom follows, the deepest first; None if none explains it."""
    reasons = [
        other
        for key in {finding.object: None, **dict.fromkeys(foundations(view, finding.object))}
        for other in blamed.get(key, ())
        if explains(other, finding)
    ]
    best = min(
        reasons, key=lambda other: (bool(other.code.symptom), depth(other.object)), default=None
    )
    return (best.code.name, best.object) if best else None


def explains(other: Finding, finding: Finding) -> bool:
    """Return whether one finding may be the reason of a symptom."""
    if other.code is finding.code:
        return False
    if not other.code.symptom:
        return True
    return depth(other.object) < depth(finding.object)
