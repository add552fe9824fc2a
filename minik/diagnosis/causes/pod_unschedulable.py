"""Pods that no node takes."""

from collections.abc import Iterator

from minik import light_re as re
from minik.diagnosis import patches, recorded_pods
from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.nearness import nearest
from minik.diagnosis.recorded_pods import Evidence
from minik.diagnosis.view import View
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.object import Object
from minik.model.shell import quote

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: default, uid: u1}
spec: {containers: [{name: web, image: "web:1"}]}
status:
  phase: Pending
  conditions:
  - {type: PodScheduled, status: "False", reason: Unschedulable, message: "0/3 nodes are available: 3 Insufficient memory."}
"""
CAUSE = Cause(
    "pod-unschedulable",
    "",
    ERROR,
    "no node takes a pod",
    "The scheduler found no node with room for the pod's requests, whose taints it tolerates and that its node selector, affinities, "
    "spread constraints and volumes allow. Its message counts the nodes by what stopped them.",
    symptom="cannot be scheduled",
    example=EXAMPLE,
    sound=EXAMPLE.replace("Pending", "Running").replace(
        '{type: PodScheduled, status: "False", reason: Unschedulable, message: "0/3 nodes are available: 3 Insufficient memory."}',
        '{type: Ready, status: "True"}',
    ),
)
SHORTAGE = re.compile(r"Insufficient (cpu|memory|ephemeral-storage|pods|[\w./-]+)")
COUNTED = re.compile(r"(?:^|[:,.] )(\d+) ([^,.]+(?:\([^)]*\))?[^,.]*)")
SELECTOR = re.compile(r"affinity/selector|node selector")
UNBOUND = re.compile(r"persistentvolumeclaim|PersistentVolumeClaim")
FIXES = (
    (
        re.compile(r"untolerated taint"),
        "tolerations for the taint, or: minik taint nodes NODE KEY-",
    ),
    (
        re.compile(r"anti-affinity"),
        "preferredDuringScheduling instead of required, fewer replicas, or more nodes",
    ),
    (re.compile(r"topology spread"), "whenUnsatisfiable: ScheduleAnyway, or nodes in more domains"),
    (re.compile(r"free ports"), "another hostPort, or none: a Service needs none"),
    (re.compile(r"unschedulable"), "minik uncordon NODE"),
)


def findings(view: View) -> Iterator[Finding]:
    yield from recorded_pods.tell(view, CAUSE, judge)


def judge(view: View, pod: Object) -> Evidence | None:
    """Return what the scheduler says about a pod without a node."""
    condition = pods.condition(pod, "PodScheduled") or {}
    if pods.node(pod) or pods.is_terminal(pod) or condition.get("reason") == "SchedulingGated":
        return None
    failed = recorded_pods.warnings(view, objects.key(pod), "FailedScheduling")
    words = condition.get("message") or next(map(recorded_pods.message, failed), "")
    if not words:
        return unseen(pod)
    field = "status.conditions" if condition.get("message") else "spec"
    told = recorded_pods.clean(words.partition(" preemption:")[0].partition(", preemption")[0])
    told = re.sub(r"\.? ?(no new claims to deallocate|not found)[.,]?$", "", told)
    return Evidence(f"the scheduler: {told}", field, fix(view, pod, words))


def unseen(pod: Object) -> Evidence | None:
    """Return that no scheduler looks at a pod; None if the default one will."""
    if pods.scheduler(pod) in ("", "default-scheduler"):
        return None
    return Evidence(
        f'no scheduler has looked at it: spec.schedulerName is "{pods.scheduler(pod)}"',
        "spec.schedulerName",
        "schedulerName: default-scheduler",
    )


def fix(view: View, pod: Object, words: str) -> str:
    """Return what would let a node take the pod."""
    words = commonest(words)
    shortage = SHORTAGE.search(words)
    if shortage and shortage[1] == "pods":
        return "more nodes: each has as many pods as it takes"
    if shortage:
        container = next(iter(pods.containers(pod)), {})
        resource = shortage[1]
        change = patches.command(
            "set resources",
            view.maker_of(pod),
            "-c",
            str(container.get("name")),
            f"--requests={resource}=LESS",
        )
        return f"{change}, or nodes with more {resource}"
    if UNBOUND.search(words):
        return ""
    if SELECTOR.search(words):
        return label(view, pod)
    return next((text for pattern, text in FIXES if pattern.search(words)), "")


def commonest(words: str) -> str:
    """Return the reason that stops most nodes: `3 node(s) didn't match ...`; all words without counts."""
    counted = [(int(match[1]), match[2]) for match in COUNTED.finditer(words)]
    return max(counted, key=lambda entry: entry[0])[1] if counted else words


def label(view: View, pod: Object) -> str:
    """Return the label that a node needs, or the value that one has and that was probably meant."""
    for name, value in pods.node_selector(pod).items():
        known = {objects.labels(node).get(name, "") for node in view.cluster.of("Node")} - {""}
        if value not in known:
            near = nearest(value, sorted(known))
            return (
                f"nodeSelector: {{{patches.pairs({name: near})}}}"
                if near
                else f"minik label node NODE {quote(f'{name}={value}')}, or without it in nodeSelector"
            )
    return "minik label node NODE KEY=VALUE, as the affinity asks, or preferred instead of required"
