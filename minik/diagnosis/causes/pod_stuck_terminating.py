"""Pods that should have been gone long ago."""

from collections.abc import Iterator

from minik.diagnosis import endpoint_checks, patches, recorded_pods
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.duration import parse_time_or_none
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1, deletionTimestamp: "2020-01-01T00:00:00Z"}
spec: {nodeName: node-1, containers: [{name: web, image: "web:1"}]}
status: {phase: Running, conditions: [{type: Ready, status: "True"}]}
"""
CAUSE = Cause(
    "pod-stuck-terminating",
    "",
    WARNING,
    "a pod is Terminating long after its grace period",
    "The kubelet ends a pod's containers within the grace period and then tells the API server to remove it. A pod that stays has a node "
    "whose kubelet does not answer, or a volume that cannot be unmounted.",
    symptom="is still Terminating",
    example=EXAMPLE,
    sound=EXAMPLE.replace(', deletionTimestamp: "2020-01-01T00:00:00Z"', ""),
)
PATIENCE = 60  # seconds after the grace period


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return since when a pod should be gone; None if a finalizer holds it."""
    metadata = pod["metadata"]
    due = parse_time_or_none(metadata.get("deletionTimestamp"))
    if due is None or metadata.get("finalizers"):
        return None
    if (view.cluster.now - due).total_seconds() < PATIENCE:
        return None
    node = pods.node(pod)
    down = endpoint_checks.is_node_down(view.cluster, node) or endpoint_checks.is_node_gone(
        view.cluster, node
    )
    text = f"Terminating, and due to be gone {recorded_pods.since(view, metadata['deletionTimestamp'])} ago"
    return Evidence(
        text + (f"; its node {node} does not answer" if down else ""),
        "metadata.deletionTimestamp",
        patches.command("delete", objects.key(pod), "--force", "--grace-period=0") if down else "",
    )
