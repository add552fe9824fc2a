"""Pods for which the node cannot make a sandbox: no network, no runtime."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.causes import volume_not_mounted
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {nodeName: node-1, containers: [{name: web, image: "web:1"}]}
status:
  phase: Pending
  conditions: [{type: Ready, status: "False"}]
  containerStatuses: [{name: web, ready: false, restartCount: 0, state: {waiting: {reason: ContainerCreating}}}]
---
apiVersion: v1
kind: Event
metadata: {name: web.1, namespace: default, uid: u2}
involvedObject: {kind: Pod, namespace: default, name: web}
type: Warning
reason: FailedCreatePodSandBox
message: 'Failed to create pod sandbox: plugin type="calico" failed (add): no IP addresses available'
"""
CAUSE = Cause(
    "sandbox-not-created",
    "",
    ERROR,
    "the node cannot make the sandbox of a pod: its network or its runtime fails",
    "Before any container starts, the runtime makes a sandbox and the network plugin gives it an address. No address left, a plugin that "
    "is not there, or a RuntimeClass that the node does not know stop every pod there.",
    example=EXAMPLE,
    sound=EXAMPLE.partition("---")[0]
    .replace("Pending", "Running")
    .replace('status: "False"', 'status: "True"')
    .replace("ready: false", "ready: true")
    .replace("waiting: {reason: ContainerCreating}", "running: {}"),
)
REASONS = ("FailedCreatePodSandBox", "FailedCreatePodSandbox", "SandboxChanged", "NetworkNotReady")


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return why a pod has no sandbox, in the words of the last event."""
    if not pods.node(pod) or not volume_not_mounted.is_creating(pod):
        return None
    for event in recorded_pods.warnings(view, objects.key(pod), *REASONS):
        if event.get("type") == "Warning":
            words = (
                f"{event.get('reason')} on node {pods.node(pod)}: {recorded_pods.message(event)}"
            )
            return Evidence(words, "spec.nodeName")
    return None
