"""Pods that have a node and about which its kubelet says nothing."""

from collections.abc import Iterator

from minik.diagnosis import endpoint_checks, recorded_pods
from minik.diagnosis.causes import sandbox_not_created, volume_not_mounted
from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.duration import parse_time_or_none
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1, creationTimestamp: "2020-01-01T00:00:00Z"}
spec: {nodeName: node-1, containers: [{name: web, image: "web:1"}]}
status: {phase: Pending, conditions: [{type: PodScheduled, status: "True", lastTransitionTime: "2020-01-01T00:00:00Z"}]}
"""
CAUSE = Cause(
    "pod-not-started",
    "",
    ERROR,
    "a pod has a node, but its kubelet has not started it and does not say why",
    "The kubelet of the pod's node starts its containers and reports. Where nothing is reported, the kubelet is down or overloaded, or it "
    "still pulls a large image or waits for a volume without having said so.",
    symptom="has not been started",
    example=EXAMPLE,
    sound=EXAMPLE.replace("Pending", "Running").replace("PodScheduled", "Ready"),
)
PATIENCE = 30  # seconds in which a kubelet starts an ordinary pod


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return that a pod is waited for, unless something recorded says why."""
    node = pods.node(pod)
    if node and not pods.is_terminating(pod) and (waits := initializing(pod)):
        return Evidence(waits, "status.initContainerStatuses")
    if not node or pods.is_terminating(pod) or not volume_not_mounted.is_creating(pod):
        return None
    if volume_not_mounted.judge(view, pod) or sandbox_not_created.judge(view, pod):
        return None
    scheduled = (pods.condition(pod, "PodScheduled") or {}).get("lastTransitionTime")
    since = scheduled or pod["metadata"].get("creationTimestamp")
    begun = parse_time_or_none(since)
    young = begun is not None and (view.cluster.now - begun).total_seconds() < PATIENCE
    state = "is ContainerCreating" if objects.status(pod).get("containerStatuses") else "Pending"
    ago = f" {recorded_pods.since(view, since)} ago" if since else ""
    text = f"{state}: it was given to node {node}{ago}, and the kubelet there has not said anything more: no address, no container"
    if endpoint_checks.is_node_down(view.cluster, node):
        text += "; the node is not ready"
    return Evidence(text, "status.phase", level=WARNING if young else "")


def initializing(pod: Object) -> str:
    """Return which init container a Pending pod waits for without a recorded reason; "" if none."""
    if pods.phase(pod) != "Pending":
        return ""
    for status in objects.status(pod).get("initContainerStatuses") or ():
        state = status.get("state") or {}
        if (state.get("terminated") or {}).get("exitCode") == 0 or status.get("started"):
            continue
        waits = (state.get("waiting") or {}).get("reason") == "PodInitializing"
        done = waits and not status.get("lastState")
        return (
            f"init container {status.get('name')} has not started yet (PodInitializing)"
            if done
            else ""
        )
    return ""
