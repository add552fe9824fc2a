"""HorizontalPodAutoscalers that cannot scale."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects

EXAMPLE = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: default, uid: u1}
spec: {maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
status:
  desiredReplicas: 0
  conditions: [{type: ScalingActive, status: "False", reason: FailedGetResourceMetric, message: "missing request for cpu in container web"}]
"""
CAUSE = Cause(
    "autoscaler-inactive",
    "",
    WARNING,
    "a HorizontalPodAutoscaler cannot scale its target",
    "AbleToScale is False where the target is not there or cannot be scaled, ScalingActive where the metrics are missing: no metrics "
    "server, or containers without requests of what is measured. The number of replicas stays as it is.",
    example=EXAMPLE,
    sound=EXAMPLE.replace('status: "False"', 'status: "True"'),
)


def findings(view: View) -> Iterator[Finding]:
    for autoscaler in view.of("HorizontalPodAutoscaler"):
        for condition in objects.status(autoscaler).get("conditions") or ():
            stopped = condition.get("type") in ("AbleToScale", "ScalingActive")
            if (
                stopped
                and condition.get("status") == "False"
                and condition.get("reason") != "ScalingDisabled"
            ):
                words = recorded_pods.clean(condition.get("message") or "")
                yield Finding(
                    CAUSE,
                    objects.key(autoscaler),
                    "status.conditions",
                    f"{condition['type']} is False: {condition.get('reason')}: {words}",
                )
                break
