"""Pods that run and are not ready, where nothing recorded says more."""

from collections.abc import Iterator

from minik.diagnosis import endpoint_checks, recorded_pods
from minik.diagnosis.causes import (
    container_config_wrong,
    container_crashes,
    container_out_of_memory,
    image_pull_failed,
    liveness_probe_kills,
    pod_evicted,
    readiness_probe_fails,
    startup_probe_pending,
)
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {nodeName: node-1, readinessGates: [{conditionType: example.com/up}], containers: [{name: web, image: "web:1"}]}
status:
  phase: Running
  conditions: [{type: ContainersReady, status: "True"}, {type: Ready, status: "False", reason: ReadinessGatesNotReady, message: "corresponding condition of pod readiness gate does not exist"}]
  containerStatuses: [{name: web, ready: true, restartCount: 0, state: {running: {}}}]
"""
CAUSE = Cause(
    "pod-not-ready",
    "",
    WARNING,
    "a pod runs, but is not ready",
    "A pod is ready when all its containers and readiness gates are, and its node is. The pod's conditions say which is not.",
    symptom="is not ready",
    example=EXAMPLE,
    sound=EXAMPLE.replace('"False", reason: ReadinessGatesNotReady', '"True", reason: X'),
)
BETTER = (
    container_config_wrong,
    container_crashes,
    container_out_of_memory,
    image_pull_failed,
    liveness_probe_kills,
    pod_evicted,
    readiness_probe_fails,
    startup_probe_pending,
)


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return what the pod's conditions say, unless another cause says more."""
    if pods.phase(pod) != "Running" or pods.is_ready(pod) or pods.is_terminating(pod):
        return None
    is_recorded = bool(objects.status(pod).get("containerStatuses"))
    if not is_recorded or any(module.judge(view, pod) for module in BETTER):
        return None
    unmet = [
        gate
        for gate in pods.readiness_gates(pod)
        if (pods.condition(pod, gate) or {}).get("status") != "True"
    ]
    condition = pods.condition(pod, "Ready") or {}
    words = [condition.get("reason"), recorded_pods.clean(condition.get("message") or "")]
    text = ": ".join(filter(None, ["Ready is False", *words]))
    if unmet:
        text += f"; nobody has set its readiness gate {', '.join(unmet)}"
    if endpoint_checks.is_node_down(view.cluster, pods.node(pod)):
        text += f"; its node {pods.node(pod)} is not ready"
    return Evidence(text, "status.conditions")
