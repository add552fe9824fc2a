"""Node health: taints, and pods that are no longer ready. Upstream rule:
`pkg/controller/nodelifecycle`.

Taints that keep new pods away follow at once from a node's conditions. That a kubelet has been
silent for too long, and that pods are evicted, happens only when the clock moves (`when_due`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import EPOCH, Cluster, Draft
from minik.model.controller import Controller, NewEvent, OptionalObject, Phase
from minik.model.duration import parse_time_or_none
from minik.model.object import Object, read
from minik.node_life import eviction_rate

PREFIX = "node.kubernetes.io/"
# condition, what it says, the taint that keeps new pods away
TAINTS = (
    ("Ready", "False", "not-ready"),
    ("Ready", "Unknown", "unreachable"),
    ("MemoryPressure", "True", "memory-pressure"),
    ("DiskPressure", "True", "disk-pressure"),
    ("NetworkUnavailable", "True", "network-unavailable"),
    ("PIDPressure", "True", "pid-pressure"),
)
EVICTING = ("not-ready", "unreachable")
GRACE = timedelta(seconds=50)  # for which a kubelet may be silent
SILENT = {
    "status": "Unknown",
    "reason": "NodeStatusUnknown",
    "message": "Kubelet stopped posting node status.",
}
KUBELET_CONDITIONS = (
    "Ready",
    "MemoryPressure",
    "DiskPressure",
    "PIDPressure",
)  # what only the kubelet knows


def reconcile(cluster: Cluster) -> Iterable[Change]:
    now = timestamp(cluster.now)
    for node in cluster.table("Node").index_by(wrongly_tainted).get(True, ()):
        yield from taint_changes(node, now)


def wrongly_tainted(node: Object) -> Iterable[bool]:
    """Return True, as index key, of a node whose taints are not those of its conditions."""
    return (True,) if any(True for _ in taint_changes(node, "")) else ()


def taint_changes(node: Object, now: str) -> Iterator[Put]:
    """Yield a node with the taints of its conditions, if they have changed; other taints stay."""
    expected, present = set(condition_taints(node)), nodes.taints(node)
    remaining = [
        taint for taint in present if not is_condition_taint(taint) or taint["key"] in expected
    ]
    if nodes.is_ready(node):
        remaining = [
            taint
            for taint in remaining
            if not (
                taint["effect"] == "NoExecute" and taint["key"].removeprefix(PREFIX) in EVICTING
            )
        ]
    present_keys = {taint["key"] for taint in remaining if is_condition_taint(taint)}
    added = [
        {"effect": "NoSchedule", "key": key, "timeAdded": now}
        for key in sorted(expected - present_keys)
    ]
    if added or len(remaining) < len(present):
        taints = [*remaining, *added]
        yield Put(
            objects.write(node, "spec.taints", taints)
            if taints
            else objects.drop(node, "spec.taints")
        )


def is_condition_taint(taint: Object) -> bool:
    """Whether a taint follows from a node's conditions."""
    taint_names = {*(name for _, _, name in TAINTS), "unschedulable"}
    return (
        taint["effect"] == "NoSchedule"
        and taint["key"].removeprefix(PREFIX) in taint_names
        and taint["key"].startswith(PREFIX)
    )


def condition_taints(node: Object) -> Iterator[str]:
    """Yield the keys of the taints that follow from a node's conditions."""
    if not nodes.is_schedulable(node):
        yield f"{PREFIX}unschedulable"
    for kind, status, name in TAINTS:
        if nodes.condition(node, kind).get("status") == status:
            yield PREFIX + name


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when silent kubelets exceed the grace period, and when next nodes are emptied."""
    for node in cluster.of("Node"):
        if nodes.down_since(node) and nodes.condition(node, "Ready").get("status") != "Unknown":
            yield (parse_time_or_none(nodes.down_since(node)) or EPOCH) + GRACE
    yield from eviction_rate.next_evictions(cluster.of("Node"))


def when_due(cluster: Cluster) -> Iterable[Change]:
    """Yield the nodes whose kubelets are silent, those to be emptied, and the pods of both."""
    known_nodes = [with_unknown_status(node, cluster.now) for node in cluster.of("Node")]
    emptied = eviction_rate.taint_due_nodes(known_nodes, cluster.now)
    for old, new in zip(cluster.of("Node"), emptied, strict=True):
        if new is not old:
            yield Put(new)
        if not nodes.is_ready(new):
            yield from unready_pods(
                cluster.table("Pod").index_by(pods.node_index).get(objects.name(new), ()),
                cluster.now,
            )


def with_unknown_status(node: Object, now: datetime) -> Object:
    """Return a node whose kubelet has been silent too long with status Unknown, else unchanged."""
    since = nodes.down_since(node)
    if (
        not since
        or (parse_time_or_none(since) or EPOCH) + GRACE > now
        or nodes.condition(node, "Ready").get("status") == "Unknown"
    ):
        return node
    conditions = [
        {**condition, **SILENT, "lastTransitionTime": timestamp(now)}
        if condition.get("type") in KUBELET_CONDITIONS
        else condition
        for condition in read(node, "status.conditions", [])
    ]
    return objects.write(node, "status.conditions", conditions)


def unready_pods(members: Sequence[Object], now: datetime) -> Iterator[Put]:
    """Yield the ready pods of a node that is not ready as not ready (`MarkPodsNotReady`)."""
    for pod in members:
        if pods.is_ready(pod):
            conditions = [
                {**condition, "status": "False", "lastTransitionTime": timestamp(now)}
                if condition.get("type") == "Ready"
                else condition
                for condition in objects.status(pod)["conditions"]
            ]
            yield Put(objects.write(pod, "status.conditions", conditions))


def node_not_ready_events(_: Draft, old: OptionalObject, new: OptionalObject) -> Iterator[NewEvent]:
    """Yield the event of a pod whose node became not ready."""
    if old and new and pods.is_ready(old) and not pods.is_ready(new):
        yield NewEvent(
            new, "NodeNotReady", "Node is not ready", "node-controller", warning=True, again=True
        )


CONTROLLER = Controller(
    "node-lifecycle-controller",
    ("Node",),
    Phase.NODES,
    reconcile,
    due_times=due_times,
    when_due=when_due,
    events={"Pod": node_not_ready_events},
)
