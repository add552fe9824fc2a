"""Containers whose program ends although it should run."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.causes import (
    container_config_wrong,
    container_out_of_memory,
    liveness_probe_kills,
)
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
spec: {nodeName: node-1, containers: [{name: web, image: "web:1"}]}
status:
  phase: Running
  conditions: [{type: Ready, status: "False"}]
  containerStatuses:
  - {name: web, ready: false, restartCount: 6, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 2, reason: Error}}}
"""
CAUSE = Cause(
    "container-crashes",
    "",
    ERROR,
    "a container's program ends again and again",
    "The kubelet starts the container anew, each time after a longer pause (CrashLoopBackOff). The exit code is the program's own: 1 and 2 "
    "are its errors, 126 and 127 a wrong command, 137 and 143 somebody's signal. Its log says why: kubectl logs --previous.",
    example=EXAMPLE,
    sound=EXAMPLE.replace('status: "False"', 'status: "True"')
    .replace("ready: false, restartCount: 6", "ready: true, restartCount: 0")
    .replace("waiting: {reason: CrashLoopBackOff}", "running: {}")
    .replace("terminated: {exitCode: 2, reason: Error}", ""),
)
MANY = 3  # so many restarts of a container that runs now are worth a word


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def is_crashing(pod: Object, container: Container) -> bool:
    """Return whether a container has failed and is not well now."""
    ended = container.ended
    if container.waiting.get("reason") == "CrashLoopBackOff":
        return True
    if not ended or container.running is not None and container.restarts < MANY:
        return False
    completed = ended.get("exitCode") == 0 and not ended.get("signal")
    if container.running is not None:
        return not container.status.get("ready") and not completed
    return not completed and not (container.waiting and not ended)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return the first container that crashes, unless another cause says why."""
    if objects.status(pod).get("reason") or view.maker_of(pod).kind in ("Job", "CronJob"):
        return None
    for container in recorded_pods.containers(pod):
        known = (
            container_out_of_memory.is_out_of_memory(container)
            or container.ended.get("reason") in container_config_wrong.REASONS
            or container.waiting.get("reason") in container_config_wrong.REASONS
            or liveness_probe_kills.failed_probe(view, pod, container)[0]
        )
        if not known and is_crashing(pod, container) and not pods.is_terminating(pod):
            return evidence(container, pod)
    return None


def evidence(container: Container, pod: Object) -> Evidence:
    """Return what is recorded of a crash."""
    reason = container.waiting.get("reason") or ""
    times = f"restarted {container.restarts} times" if container.restarts > 1 else "it ended"
    how = recorded_pods.describe_end(container.ended) if container.ended else ""
    if container.ended.get("exitCode") == 0 and not container.ended.get("signal"):
        how += ", so it had nothing more to do: a container of a workload has to keep running"
    text = f"{container.title}: {f'{reason}, ' if reason else ''}{times}"
    return Evidence(
        f"{text}, the last time with {how}" if how else text,
        f"{container.path}.lastState" if container.waiting else f"{container.path}.state",
        level=WARNING if pods.is_ready(pod) else "",
    )
