"""Containers whose startup probe has not passed yet."""

from collections.abc import Iterator

from minik.diagnosis import endpoint_checks, recorded_pods
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {nodeName: node-1, containers: [{name: web, image: "web:1", startupProbe: {tcpSocket: {port: 8080}, failureThreshold: 30}}]}
status:
  phase: Running
  conditions: [{type: Ready, status: "False"}]
  containerStatuses: [{name: web, ready: false, started: false, restartCount: 0, state: {running: {}}}]
"""
CAUSE = Cause(
    "startup-probe-pending",
    "",
    WARNING,
    "a container runs, but its startup probe has not passed yet",
    "Until the startup probe passes neither readiness nor liveness is looked at, and the pod is not ready. After failureThreshold times "
    "periodSeconds the container is killed.",
    example=EXAMPLE,
    sound=EXAMPLE.replace('status: "False"', 'status: "True"').replace(
        "ready: false, started: false", "ready: true, started: true"
    ),
)


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return the container whose startup probe is waited for."""
    for container in recorded_pods.containers(pod):
        probe = container.spec.get("startupProbe")
        if not probe or container.running is None or container.status.get("started"):
            continue
        period, times = probe.get("periodSeconds") or 10, probe.get("failureThreshold") or 3
        words = (
            f": {recorded_pods.message(event)}"
            for event in recorded_pods.warnings(view, objects.key(pod), "Unhealthy")
        )
        return Evidence(
            f"{container.title} has not passed its startup probe {endpoint_checks.describe_probe(probe)}"
            f" (every {period} s, at most {times} times){next(words, '')}",
            f"{container.place}.startupProbe",
        )
    return None
