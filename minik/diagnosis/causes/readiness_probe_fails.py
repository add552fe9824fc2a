"""Containers that run and are not ready, since their readiness probe fails."""

from collections.abc import Iterator

from minik.diagnosis import endpoint_checks, recorded_pods
from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Container, Evidence
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.duration import parse_time_or_none
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {nodeName: node-1, containers: [{name: web, image: "web:1", readinessProbe: {httpGet: {port: 8080, path: /up}}}]}
status:
  phase: Running
  conditions: [{type: Ready, status: "False"}]
  containerStatuses: [{name: web, ready: false, started: true, restartCount: 0, state: {running: {}}}]
---
apiVersion: v1
kind: Event
metadata: {name: web.1, namespace: default, uid: u2}
involvedObject: {kind: Pod, namespace: default, name: web, fieldPath: "spec.containers{web}"}
type: Warning
reason: Unhealthy
message: "Readiness probe failed: HTTP probe failed with statuscode: 503"
"""
CAUSE = Cause(
    "readiness-probe-fails",
    "",
    ERROR,
    "a container runs, but its readiness probe does not pass",
    "A pod is ready when all its containers are; a container with a readiness probe is ready when the probe passes. Does the program "
    "listen at that port and path, does it answer with a status from 200 to 399, and does it have what it needs?",
    example=EXAMPLE,
    sound=EXAMPLE.partition("---")[0]
    .replace('status: "False"', 'status: "True"')
    .replace("ready: false", "ready: true"),
)


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return the container whose readiness probe fails."""
    if pods.is_ready(pod) or pods.is_terminating(pod) or pods.phase(pod) != "Running":
        return None
    for container in recorded_pods.containers(pod):
        probe = container.spec.get("readinessProbe")
        waits = container.running is None or container.status.get("ready")
        starting = container.spec.get("startupProbe") and not container.status.get("started")
        if not probe or waits or starting:
            continue
        words = answers(view, pod, container)
        if not words and is_young(view, container):
            continue
        is_node_down = endpoint_checks.is_node_down(view.cluster, pods.node(pod))
        return Evidence(
            f"{container.title} is not ready: readiness probe {endpoint_checks.describe_probe(probe)}{words}",
            f"{container.place}.readinessProbe",
            "",
            WARNING if is_node_down else "",
        )
    return None


def answers(view: View, pod: Object, container: Container) -> str:
    """Return what the probe answered last; "" if nothing is recorded."""
    for event in recorded_pods.warnings(view, objects.key(pod), "Unhealthy"):
        words = recorded_pods.message(event)
        place = str((event.get("involvedObject") or event.get("regarding") or {}).get("fieldPath"))
        if words.partition(" ")[0] == "Readiness" and (
            f"{{{container.name}}}" in place or place == "None"
        ):
            return f": {words.partition(': ')[2] or words}"
    return ""


def is_young(view: View, container: Container) -> bool:
    """Return whether a container has just started, so that its probe may still pass."""
    started = parse_time_or_none((container.running or {}).get("startedAt"))
    probe = container.spec.get("readinessProbe") or {}
    grace = (probe.get("initialDelaySeconds") or 0) + (probe.get("periodSeconds") or 10)
    return started is not None and (view.cluster.now - started).total_seconds() < grace
