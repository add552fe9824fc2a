"""Pods whose containers wait for a volume that cannot be attached or mounted."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches, recorded_pods
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
spec: {nodeName: node-1, containers: [{name: web, image: "web:1"}], volumes: [{name: tls, secret: {secretName: web-tls}}]}
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
reason: FailedMount
message: 'MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found'
"""
CAUSE = Cause(
    "volume-not-mounted",
    "",
    ERROR,
    "a volume of a pod cannot be attached or mounted, so its containers are not created",
    "Before a container starts, all volumes of its pod must be there: ConfigMaps and Secrets must exist, claims be bound, and a volume "
    "that one node may use at a time must have been given back by the node before.",
    example=EXAMPLE,
    sound=EXAMPLE.partition("---")[0]
    .replace("Pending", "Running")
    .replace('status: "False"', 'status: "True"')
    .replace("ready: false", "ready: true")
    .replace("waiting: {reason: ContainerCreating}", "running: {}"),
)
NOT_FOUND = re.compile(r'\b(configmap|secret) "([^"]+)" not found', re.I)


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return why a volume is not there, in the words of the last event."""
    if not pods.node(pod) or not is_creating(pod):
        return None
    failed = recorded_pods.warnings(
        view, objects.key(pod), "FailedMount", "FailedAttachVolume", "FailedMapVolume"
    )
    # That a mount timed out says less than what made it fail.
    failed.sort(key=lambda event: recorded_pods.message(event).partition(" ")[0] == "Unable")
    if not failed:
        return None
    words = recorded_pods.message(failed[0])
    missing = NOT_FOUND.search(words)
    fix = ""
    if missing:
        fix = patches.create_missing(missing[1], missing[2], objects.namespace(pod))
    return Evidence(f"{failed[0].get('reason')}: {words}", "spec.volumes", fix)


def is_creating(pod: Object) -> bool:
    """Return whether a pod's containers have not been created yet."""
    waiting = [container.waiting.get("reason") for container in recorded_pods.containers(pod)]
    return pods.phase(pod) == "Pending" and all(
        reason in recorded_pods.CREATING for reason in waiting
    )
