"""Root first: which finding follows from which.

A finding that only names a symptom (the Service has no ready pod) follows from one about an object
on which its own object stands (the image of the pod cannot be pulled).
"""

from collections.abc import Mapping, Sequence, Set

from minik.diagnosis.finding import ERROR, SEVERITIES, Finding
from minik.diagnosis.foundations import foundations
from minik.diagnosis.view import TEMPLATES, View
from minik.model.object import Key

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
POD, WORKLOAD = 4, 6
HIGHEST = 10


def depth(key: Key) -> int:
    """Return how far from the root a kind stands."""
    return DEPTH.get(key.kind, WORKLOAD if key.kind in TEMPLATES else HIGHEST)


def with_roots(view: View, findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings, each symptom with the finding from which it follows."""
    blamed: dict[Key, list[Finding]] = {}
    for finding in findings:
        if finding.severity != SEVERITIES[0]:
            others = (key for key in finding.about if key.kind == finding.object.kind)
            for key in (finding.object, *others):
                blamed.setdefault(key, []).append(finding)
    kinds = {key.kind for key in blamed}
    return [
        finding._replace(root=root(view, finding, blamed, kinds))
        if finding.code.symptom
        else finding
        for finding in findings
    ]


def root(
    view: View, finding: Finding, blamed: Mapping[Key, Sequence[Finding]], kinds: Set[str]
) -> tuple[str, Key] | None:
    """Return the finding from which a symptom follows, the deepest first; None if none explains it.
    `kinds` are those of the objects that are blamed for anything.
    """
    keys = {finding.object: None}
    if not (kinds <= {finding.object.kind} == {"Service"}):  # no Service stands on another
        keys |= dict.fromkeys(foundations(view, finding.object))
    reasons = [other for key in keys for other in blamed.get(key, ()) if explains(other, finding)]
    best = min(
        reasons, key=lambda other: (bool(other.code.symptom), depth(other.object)), default=None
    )
    return (best.code.name, best.object) if best else None


def explains(other: Finding, finding: Finding) -> bool:
    """Return whether one finding may be the reason of a symptom: an error, or what is wrong with a
    pod or with what pods stand on.
    """
    if other.code is finding.code or (other.severity != ERROR and depth(other.object) > POD):
        return False
    if not other.code.symptom:
        return True
    return depth(other.object) < depth(finding.object)
