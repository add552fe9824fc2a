"""How nodes are, and what follows: taints, and pods that are ready no more. Upstream rule: `pkg/controller/nodelifecycle`.

Taints that keep new pods away follow at once from what is known of a node. That nothing has been heard of a kubelet for too long, and that
pods are driven out, comes with the clock alone (`ring`).
"""
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from minik.controllers import _outages
from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import EPOCH, Cluster
from minik.model.duration import noted
from minik.model.object import Object, read

WATCHES = ("Node",)
PREFIX = "node.kubernetes.io/"
# condition, what it says, the taint that keeps new pods away
TAINTS = (("Ready", "False", "not-ready"), ("Ready", "Unknown", "unreachable"), ("MemoryPressure", "True", "memory-pressure"),
          ("DiskPressure", "True", "disk-pressure"), ("NetworkUnavailable", "True", "network-unavailable"),
          ("PIDPressure", "True", "pid-pressure"))
DRIVEN_OUT = ("not-ready", "unreachable")
GRACE = timedelta(seconds=50)  # for which a kubelet may be silent
SILENT = {"status": "Unknown", "reason": "NodeStatusUnknown", "message": "Kubelet stopped posting node status."}
TOLD = ("Ready", "MemoryPressure", "DiskPressure", "PIDPressure")  # what only the kubelet knows


def reconcile(cluster: Cluster) -> Iterable[Change]:
    now = timestamp(cluster.now)
    for node in cluster.of("Node"):
        yield from tainted(node, now)


def tainted(node: Object, now: str) -> Iterator[Put]:
    """A node with the taints that it should have; those that people put on it stay."""
    due, present = set(deserved(node)), nodes.taints(node)
    kept = [taint for taint in present if not is_ours(taint) or taint["key"] in due]
    if nodes.is_ready(node):
        kept = [taint for taint in kept if not (taint["effect"] == "NoExecute" and taint["key"].removeprefix(PREFIX) in DRIVEN_OUT)]
    there = {taint["key"] for taint in kept if is_ours(taint)}
    added = [{"effect": "NoSchedule", "key": key, "timeAdded": now} for key in sorted(due - there)]
    if added or len(kept) < len(present):
        taints = [*kept, *added]
        yield Put(objects.write(node, "spec.taints", taints) if taints else objects.drop(node, "spec.taints"))


def is_ours(taint: Object) -> bool:
    """Whether a taint is one of those that follow from how the node is."""
    known = {*(name for _, _, name in TAINTS), "unschedulable"}
    return taint["effect"] == "NoSchedule" and taint["key"].removeprefix(PREFIX) in known and taint["key"].startswith(PREFIX)


def deserved(node: Object) -> Iterator[str]:
    """The keys of the taints that follow from how a node is."""
    if not nodes.is_schedulable(node):
        yield f"{PREFIX}unschedulable"
    for kind, status, name in TAINTS:
        if nodes.condition(node, kind).get("status") == status:
            yield PREFIX + name


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """When silent kubelets will have been silent for too long, and when the next node of a zone may be emptied."""
    for node in cluster.of("Node"):
        if nodes.down_since(node) and nodes.condition(node, "Ready").get("status") != "Unknown":
            yield (noted(nodes.down_since(node)) or EPOCH) + GRACE
    yield from _outages.turns(cluster.of("Node"))


def ring(cluster: Cluster) -> Iterable[Change]:
    """The nodes of which nothing has been heard for too long, those that are to be emptied, and the pods of both."""
    found = [silenced(node, cluster.now) for node in cluster.of("Node")]
    emptied = _outages.emptied(found, cluster.now)
    for old, new in zip(cluster.of("Node"), emptied, strict=True):
        if new is not old:
            yield Put(new)
        if not nodes.is_ready(new):
            yield from unready(cluster.table("Pod").indexed(pods.on_node).get(objects.name(new), ()), cluster.now)


def silenced(node: Object, now: datetime) -> Object:
    """A node as it is known when its kubelet has been silent for too long."""
    since = nodes.down_since(node)
    if not since or (noted(since) or EPOCH) + GRACE > now or nodes.condition(node, "Ready").get("status") == "Unknown":
        return node
    told = [{**one, **SILENT, "lastTransitionTime": timestamp(now)} if one["type"] in TOLD else one
            for one in read(node, "status.conditions", [])]
    return objects.write(node, "status.conditions", told)


def unready(found: Sequence[Object], now: datetime) -> Iterator[Put]:
    """The pods of a node that is not ready: they are not either (`MarkPodsNotReady`)."""
    for pod in found:
        if pods.is_ready(pod):
            conditions = [{**one, "status": "False", "lastTransitionTime": timestamp(now)} if one["type"] == "Ready" else one
                          for one in objects.status(pod)["conditions"]]
            yield Put(objects.write(pod, "status.conditions", conditions))
