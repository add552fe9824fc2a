"""HorizontalPodAutoscalers whose target is not there, or is scaled by two of them."""

from collections.abc import Iterator

from minik.diagnosis import patches, references
from minik.diagnosis.finding import ERROR, SUSPECT, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  maxReplicas: 5
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web-app}
  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: webapp}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1", resources: {requests: {cpu: 100m}}}]}
"""
CAUSE = Cause(
    "autoscaler-target-missing",
    "",
    ERROR,
    "a HorizontalPodAutoscaler names a target that is not there",
    "scaleTargetRef names a workload in the namespace of the autoscaler, by kind and name. Without it AbleToScale is False "
    "(FailedGetScale), and nothing is scaled.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("web-app", "webapp"),
)
SCALED = ("Deployment", "ReplicaSet", "StatefulSet", "ReplicationController")


def findings(view: View) -> Iterator[Finding]:
    for autoscaler in view.of("HorizontalPodAutoscaler"):
        target = objects.read(autoscaler, "spec.scaleTargetRef", {})
        kind, name = target.get("kind"), target.get("name") or ""
        namespace = objects.namespace(autoscaler)
        recorded = objects.status(autoscaler).get("conditions")
        if not recorded and kind in SCALED and view.cluster.get(kind, namespace, name) is None:
            yield missing(view, autoscaler, kind, name)


def missing(view: View, autoscaler: Object, kind: str, name: str) -> Finding:
    """Return the finding for a target that is not there."""
    namespace = objects.namespace(autoscaler)
    other = next(
        (other for other in SCALED if view.cluster.get(other, namespace, name)),
        "",
    )
    near = references.meant(view, kind, namespace, name)
    only = references.names(view, kind, namespace)
    wanted = near or (only[0] if len(only) == 1 else "")
    known = bool(other or near) or view.settled
    text = f'there is no {kind} "{name}" in namespace {namespace}'
    return Finding(
        CAUSE,
        objects.key(autoscaler),
        "spec.scaleTargetRef.kind" if other else "spec.scaleTargetRef.name",
        f"{text}; there is a {other} of that name" if other else text,
        patches.field("kind", other)
        if other
        else patches.field("name", wanted)
        if wanted
        else f"a {kind} {name}",
        near,
        level="" if known else WARNING,
        doubt="" if known else SUSPECT,
    )
