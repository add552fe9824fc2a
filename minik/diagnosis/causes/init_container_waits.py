"""Init containers that run and never end, so that the pod's own containers do not start."""

from collections.abc import Iterator

from minik.diagnosis import recorded_pods
from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View
from minik.model.duration import parse_time_or_none
from minik.model.object import Object

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec:
  nodeName: node-1
  initContainers: [{name: wait, image: "busybox:1", command: [sleep, infinity]}]
  containers: [{name: web, image: "web:1"}]
status:
  phase: Pending
  conditions: [{type: Ready, status: "False"}]
  initContainerStatuses: [{name: wait, ready: false, restartCount: 0, state: {running: {startedAt: "2020-01-01T00:00:00Z"}}}]
  containerStatuses: [{name: web, ready: false, restartCount: 0, state: {waiting: {reason: PodInitializing}}}]
"""
CAUSE = Cause(
    "init-container-waits",
    "",
    WARNING,
    "an init container still runs, so the pod's containers have not started",
    "Init containers run one after the other, and the pod's containers start when the last has ended well. One that waits for something "
    "that never comes (a name, a file, a database) keeps the pod in Init.",
    example=EXAMPLE,
    sound=EXAMPLE.replace("Pending", "Running")
    .replace('status: "False"', 'status: "True"')
    .replace(
        'running: {startedAt: "2020-01-01T00:00:00Z"}',
        "terminated: {exitCode: 0, reason: Completed}",
    )
    .replace("waiting: {reason: PodInitializing}", "running: {}"),
)
PATIENCE = 30  # seconds that an init container may take


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return the init container that has been running for long."""
    for container in recorded_pods.containers(pod):
        if container.role != "init container" or container.running is None:
            continue
        started = parse_time_or_none(container.running.get("startedAt"))
        if started and (view.cluster.now - started).total_seconds() > PATIENCE:
            ago = recorded_pods.since(view, container.running["startedAt"])
            command = " ".join(
                str(word)
                for field in ("command", "args")
                for word in container.spec.get(field) or ()
            )
            return Evidence(
                f"{container.title} has been running for {ago} and has not ended"
                + (f": {recorded_pods.clean(command, 120)}" if command else ""),
                f"{container.path}.state.running",
            )
    return None
