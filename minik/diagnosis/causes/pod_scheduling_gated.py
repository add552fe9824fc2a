"""Pods that the scheduler is not allowed to look at yet."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {schedulingGates: [{name: example.com/quota}], containers: [{name: web, image: "web:1"}]}
status:
  phase: Pending
  conditions: [{type: PodScheduled, status: "False", reason: SchedulingGated, message: "Scheduling is blocked due to non-empty scheduling gates"}]
"""
CAUSE = Cause(
    "pod-scheduling-gated",
    "",
    WARNING,
    "a pod waits for somebody to remove its scheduling gates",
    "The scheduler passes over a pod with spec.schedulingGates until the list is empty. Whoever set a gate removes it; if that controller "
    "is not there, nobody does.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("schedulingGates: [{name: example.com/quota}], ", "nodeName: node-1, ")
    .replace("Pending", "Running")
    .replace(
        '{type: PodScheduled, status: "False", reason: SchedulingGated, message: "Scheduling is blocked due to non-empty scheduling gates"}',
        '{type: Ready, status: "True"}',
    ),
)


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return the gates of a pod without a node."""
    gates = pods.scheduling_gates(pod)
    if not gates or pods.node(pod):
        return None
    return Evidence(
        f"SchedulingGated: nobody has removed its scheduling gates {', '.join(gates)}",
        "spec.schedulingGates",
        f"without schedulingGates in {recorded_pods.workload_reference(view, pod)}, or the controller that removes them",
    )
