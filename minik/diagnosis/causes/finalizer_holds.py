"""Objects that are deleted and stay, since somebody has not removed a finalizer."""

from collections.abc import Iterator

from minik.diagnosis import patches, recorded_pods
from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: default, uid: u1, finalizers: [example.com/backup], deletionTimestamp: "2020-01-01T00:00:00Z"}
"""
CAUSE = Cause(
    "finalizer-holds",
    "",
    ERROR,
    "an object is deleted, but a finalizer holds it",
    "An object with metadata.finalizers stays, Terminating, until each has been removed by the controller that set it. If that controller "
    "is gone nobody does, and removing the finalizer by hand skips what it was for.",
    example=EXAMPLE,
    sound=EXAMPLE.replace(', deletionTimestamp: "2020-01-01T00:00:00Z"', ""),
)
PASSED_OVER = ("Event", "Lease", "EndpointSlice", "Endpoints")
OWN = {
    "kubernetes.io/pvc-protection": "a pod still uses it",
    "kubernetes.io/pv-protection": "a claim is still bound to it",
    "foregroundDeletion": "objects that it owns are still there",
    "orphan": "the garbage collector has not released what it owns",
    "service.kubernetes.io/load-balancer-cleanup": "its load balancer has not been removed",
    "customresourcecleanup.apiextensions.k8s.io": "objects of its kind are still there",
    "batch.kubernetes.io/job-tracking": "its Job has not counted it yet",
}


def findings(view: View) -> Iterator[Finding]:
    for kind in view.kinds():
        for obj in view.holding(kind, "deletionTimestamp") if kind not in PASSED_OVER else ():
            metadata = obj["metadata"]
            if metadata.get("deletionTimestamp") and metadata.get("finalizers"):
                yield finding_about(view, obj)


def finding_about(view: View, obj: Object) -> Finding:
    """Return the finding for one object that is held."""
    key, names = objects.key(obj), list(obj["metadata"]["finalizers"])
    reasons = [OWN[name] for name in names if name in OWN]
    ago = recorded_pods.since(view, obj["metadata"]["deletionTimestamp"])
    foreign = [name for name in names if name not in OWN]
    because = f"deleted {f'{ago} ago' if ago and ago[0] != '<' else 'already'}, but its finalizer {', '.join(names)} holds it"
    remove = patches.patch(key, {}, json_patch=[{"op": "remove", "path": "/metadata/finalizers"}])
    return Finding(
        CAUSE,
        key,
        "metadata.finalizers",
        because + (f": {'; '.join(reasons)}" if reasons else ""),
        f"let its controller remove it, or skip what it is for: {remove}" if foreign else "",
        level="" if foreign else WARNING,
    )
