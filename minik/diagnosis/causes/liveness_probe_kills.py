"""Containers that the kubelet kills since their liveness or startup probe fails."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Container, Evidence
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {nodeName: node-1, containers: [{name: web, image: "web:1", livenessProbe: {httpGet: {port: 8080, path: /up}}}]}
status:
  phase: Running
  conditions: [{type: Ready, status: "False"}]
  containerStatuses:
  - {name: web, ready: false, restartCount: 6, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 143, reason: Error}}}
---
apiVersion: v1
kind: Event
metadata: {name: web.1, namespace: default, uid: u2}
involvedObject: {kind: Pod, namespace: default, name: web, fieldPath: "spec.containers{web}"}
type: Warning
reason: Unhealthy
message: "Liveness probe failed: Get http://10.244.1.2:8080/up: connection refused"
"""
CAUSE = Cause(
    "liveness-probe-kills",
    "",
    ERROR,
    "a container is restarted again and again since its liveness or startup probe fails",
    "The kubelet kills a container whose liveness probe has failed failureThreshold times in a row, or whose startup probe did not pass in "
    "time. Ask at the port and path where the program answers, and give slow starts a startupProbe.",
    example=EXAMPLE,
    sound=EXAMPLE.partition("---")[0]
    .replace('status: "False"', 'status: "True"')
    .replace("ready: false, restartCount: 6", "ready: true, restartCount: 0")
    .replace("waiting: {reason: CrashLoopBackOff}", "running: {}")
    .replace("terminated: {exitCode: 143, reason: Error}", ""),
)
PROBES = {"Liveness": "livenessProbe", "Startup": "startupProbe"}


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def failed_probe(view: View, pod: Object, container: Container) -> tuple[str, str]:
    """Return the probe that gets a container killed, and what it answered; ("", "") if none does."""
    if not container.restarts or container.ended.get("reason") == "OOMKilled":
        return "", ""
    for event in recorded_pods.warnings(view, objects.key(pod), "Unhealthy"):
        words = recorded_pods.message(event)
        probe = words.partition(" ")[0]
        place = str((event.get("involvedObject") or event.get("regarding") or {}).get("fieldPath"))
        if probe in PROBES and (f"{{{container.name}}}" in place or place == "None"):
            return PROBES[probe], words
    return "", ""


def judge(view: View, pod: Object) -> Evidence | None:
    """Return the first container that its probe kills."""
    for container in recorded_pods.containers(pod):
        probe, words = failed_probe(view, pod, container)
        if probe:
            return Evidence(
                f"{container.title} was killed and restarted {container.restarts} times: {words}",
                f"{container.place}.{probe}",
                f"{probe} of container {container.name} in {recorded_pods.workload_reference(view, pod)}: the port and path where it answers"
                + ("" if probe == "startupProbe" else ", or a startupProbe for a slow start"),
                WARNING if pods.is_ready(pod) else "",
            )
    return None
