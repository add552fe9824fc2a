"""Containers that the kernel killed because they went over their memory limit."""

from collections.abc import Iterator

from minik.diagnosis import patches, recorded_pods
from minik.diagnosis.finding import ERROR, WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Container, Evidence
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import quantity
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {nodeName: node-1, containers: [{name: web, image: "web:1", resources: {limits: {memory: 64Mi}}}]}
status:
  phase: Running
  conditions: [{type: Ready, status: "False"}]
  containerStatuses:
  - {name: web, ready: false, restartCount: 6, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled}}}
"""
CAUSE = Cause(
    "container-out-of-memory",
    "",
    ERROR,
    "a container was killed since it used more memory than its limit",
    "The kernel kills a process of a container that goes over resources.limits.memory (or, without a limit, when the node has none left): "
    "exit code 137, reason OOMKilled. Give it a higher limit, or make the program use less.",
    example=EXAMPLE,
    sound=EXAMPLE.replace('status: "False"', 'status: "True"')
    .replace("ready: false, restartCount: 6", "ready: true, restartCount: 0")
    .replace("waiting: {reason: CrashLoopBackOff}", "running: {}")
    .replace("terminated: {exitCode: 137, reason: OOMKilled}", ""),
)


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def is_out_of_memory(container: Container) -> bool:
    """Return whether a container's last end was for want of memory."""
    return container.ended.get("reason") == "OOMKilled"


def judge(view: View, pod: Object) -> Evidence | None:
    """Return the first container that ran out of memory."""
    for container in recorded_pods.containers(pod):
        if is_out_of_memory(container):
            limit = ((container.spec.get("resources") or {}).get("limits") or {}).get("memory")
            bound = (
                f"its memory limit of {limit}"
                if limit
                else "the memory of its node (it has no limit)"
            )
            times = f", restarted {container.restarts} times" if container.restarts > 1 else ""
            return Evidence(
                f"{container.title} was OOMKilled: it used more than {bound} (exit code {container.ended.get('exitCode')}{times})",
                f"{container.path}.lastState.terminated",
                patches.command(
                    "set resources",
                    view.maker_of(pod),
                    "-c",
                    container.name,
                    f"--limits=memory={double(limit)}",
                ),
                WARNING if pods.is_ready(pod) else "",
            )
    return None


def double(limit: str | None) -> str:
    """Return twice a limit; 256Mi without one."""
    if not limit:
        return "256Mi"
    amount = quantity.parse(limit)
    return quantity.format_quantity(quantity.add(amount, amount))
