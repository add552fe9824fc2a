"""Pods that have ended for a reason that is not their program's: evicted, preempted, refused by the node."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.finding import INFO, WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View, owners
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {nodeName: node-1, containers: [{name: web, image: "web:1"}]}
status: {phase: Failed, reason: Evicted, message: "The node was low on resource: memory."}
"""
CAUSE = Cause(
    "pod-evicted",
    "",
    WARNING,
    "a pod was ended by its node or the scheduler, not by its program",
    "Kubelets evict pods when the node runs short of memory, disk or process ids; the scheduler removes pods for more important ones; "
    "kubelets refuse pods that do not fit (OutOfcpu, NodeAffinity). A workload makes another pod; a bare pod is gone.",
    example=EXAMPLE,
    sound=EXAMPLE.replace(
        'phase: Failed, reason: Evicted, message: "The node was low on resource: memory."',
        'phase: Running, conditions: [{type: Ready, status: "True"}]',
    ),
)
FIXES = {
    "Evicted": "requests (and limits) that say what its containers use, so that it is placed where there is room",
    "Preempting": "a PriorityClass with a higher value, or more nodes",
    "Preempted": "a PriorityClass with a higher value, or more nodes",
    "NodeAffinity": "labels of the node as the pod's nodeSelector and affinity ask",
    "DeadlineExceeded": "a higher activeDeadlineSeconds, or none",
}


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return why a pod was ended, as its status says; pods of Jobs are told with their Job."""
    status = objects.status(pod)
    target = pods.condition(pod, "DisruptionTarget") or {}
    reason = status.get("reason")
    if not reason and pods.is_terminal(pod) and target.get("status") == "True":
        reason = target.get("reason")
    if not reason or view.maker_of(pod).kind in ("Job", "CronJob"):
        return None
    words = recorded_pods.clean(status.get("message") or target.get("message") or "")
    node = f" on node {pods.node(pod)}" if pods.node(pod) else ""
    return Evidence(
        f"{reason}{node}: {words}" if words else f"{reason}{node}",
        "status.reason",
        FIXES.get(str(reason), ""),
        INFO if is_replaced(view, pod) else "",
    )


def is_replaced(view: View, pod: Object) -> bool:
    """Return whether the workload of a pod has another pod that is ready."""
    owner = next(owners(pod), None)
    others = view.cluster.table("Pod").index_by(owners).get(owner, ()) if owner else ()
    return any(map(pods.is_ready, others))
