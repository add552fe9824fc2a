"""Deployments whose rollout makes no progress."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default, uid: u1}
spec:
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}
status:
  conditions: [{type: Progressing, status: "False", reason: ProgressDeadlineExceeded, message: 'ReplicaSet "web-1" has timed out progressing.'}]
"""
CAUSE = Cause(
    "rollout-stuck",
    "",
    ERROR,
    "a rollout has made no progress within its deadline",
    "The new ReplicaSet did not get its pods ready within progressDeadlineSeconds. Kubernetes does not go back by itself: undo the "
    "rollout, or mend what its pods lack; they say what.",
    symptom="does not get further with its rollout",
    example=EXAMPLE,
    sound=EXAMPLE.replace(
        '"False", reason: ProgressDeadlineExceeded', '"True", reason: NewReplicaSetAvailable'
    ),
)


def findings(view: View) -> Iterator[Finding]:
    for deployment in view.of("Deployment"):
        for condition in objects.status(deployment).get("conditions") or ():
            if condition.get("reason") == "ProgressDeadlineExceeded":
                key = objects.key(deployment)
                yield Finding(
                    CAUSE,
                    key,
                    "status.conditions",
                    f"ProgressDeadlineExceeded: {condition.get('message', '')}",
                    patches.command("rollout undo", key),
                )
