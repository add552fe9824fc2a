"""Deployments that are paused while their template has changed."""

from collections.abc import Iterator

from minik.diagnosis import patches
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects

EXAMPLE = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default, uid: u1}
spec:
  paused: true
  replicas: 2
  selector: {matchLabels: {app: web}}
  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "web:1"}]}}
status: {replicas: 2, readyReplicas: 2, observedGeneration: 2}
"""
CAUSE = Cause(
    "rollout-paused",
    "",
    WARNING,
    "a Deployment is paused: changes of its template are not rolled out",
    "While spec.paused is true the controller scales the ReplicaSets that are there, but makes none for a new template.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("  paused: true\n", "").replace(
        "readyReplicas", "updatedReplicas: 2, readyReplicas"
    ),
)


def findings(view: View) -> Iterator[Finding]:
    for deployment in view.of("Deployment"):
        status, replicas = objects.status(deployment), objects.read(deployment, "spec.replicas", 1)
        updated = status.get("updatedReplicas") or 0
        if objects.spec(deployment).get("paused") and status and updated < replicas:
            key = objects.key(deployment)
            yield Finding(
                CAUSE,
                key,
                "spec.paused",
                f"it is paused, and {updated} of {replicas} replicas have its template",
                patches.command("rollout resume", key),
            )
