"""Taints that follow from how a node is: cordoned, not ready, under pressure. Upstream rule: `pkg/controller/nodelifecycle`."""
from collections.abc import Iterable, Iterator

from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object

WATCHES = ("Node",)
PREFIX = "node.kubernetes.io/"
# condition, what it says, the taint that keeps new pods away
TAINTS = (("Ready", "False", "not-ready"), ("Ready", "Unknown", "unreachable"), ("MemoryPressure", "True", "memory-pressure"),
          ("DiskPressure", "True", "disk-pressure"), ("NetworkUnavailable", "True", "network-unavailable"),
          ("PIDPressure", "True", "pid-pressure"))
DRIVEN_OUT = ("not-ready", "unreachable")


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
