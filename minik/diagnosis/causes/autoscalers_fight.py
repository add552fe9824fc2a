"""Two HorizontalPodAutoscalers that scale the same target."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: by-cpu}
spec: {maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: by-memory}
spec: {maxReplicas: 9, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: TARGET}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1", resources: {requests: {cpu: 100m, memory: 1Mi}}}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec: {containers: [{name: api, image: "api:1", resources: {requests: {cpu: 100m, memory: 1Mi}}}]}
"""
CAUSE = Cause(
    "autoscalers-fight",
    "",
    WARNING,
    "two HorizontalPodAutoscalers scale the same workload",
    "Each sets the number of replicas by its own metrics and limits, and undoes what the other did. The controller stops both "
    "(AmbiguousSelector). Put all metrics into one autoscaler; it takes the largest number.",
    example=EXAMPLE.replace("TARGET", "web"),
    sound=EXAMPLE.replace("TARGET", "api"),
)


def findings(view: View) -> Iterator[Finding]:
    first: dict[tuple[str, str, str], Object] = {}
    for autoscaler in view.cluster.of("HorizontalPodAutoscaler"):
        target = objects.read(autoscaler, "spec.scaleTargetRef", {})
        kind, name = str(target.get("kind")), str(target.get("name"))
        other = first.setdefault((kind, objects.namespace(autoscaler), name), autoscaler)
        if other is not autoscaler:
            yield Finding(
                CAUSE,
                objects.key(autoscaler),
                "spec.scaleTargetRef",
                f"{kind} {name} is also scaled by HorizontalPodAutoscaler {objects.name(other)}",
                f"the metrics of both in {objects.name(other)}, and "
                + patches.command("delete", objects.key(autoscaler)),
                objects.name(other),
            )
