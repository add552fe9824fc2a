"""Evict pods from nodes with NoExecute taints that they do not tolerate. Upstream rule:
`pkg/controller/tainteviction`.

A pod without a toleration goes at once; one with tolerationSeconds goes when they have passed by
the cluster's clock (`when_due`).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from minik.intake import eviction
from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster, Draft
from minik.model.controller import Controller, NewEvent, OptionalObject, Phase
from minik.model.duration import after, parse_time
from minik.model.object import Object
from minik.recording import pod_events
from minik.scheduling import node_info

DISRUPTION = {
    "type": "DisruptionTarget",
    "status": "True",
    "reason": "DeletionByTaintManager",
    "message": "Taint manager: deleting due to NoExecute taint",
}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    """Yield the evictions due at once, and timeAdded for taints that are tolerated for a time."""
    undated: dict[str, Object] = {}
    for pod, taints in tainted_pods(cluster):
        times = [toleration_seconds(pod, taint) for taint in taints]
        if any(time is not None and time <= 0 for time in times):
            yield from evict(pod, cluster.now)
        elif any(
            time is not None and not taint.get("timeAdded")
            for time, taint in zip(times, taints, strict=True)
        ):
            undated[pods.node(pod)] = cluster.get("Node", "", pods.node(pod)) or {}
    yield from (Put(with_taint_times(node, cluster.now)) for node in undated.values())


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when the tolerations of pods run out."""
    for pod, taints in tainted_pods(cluster):
        due = eviction_time(pod, taints)
        if due:
            yield due


def when_due(cluster: Cluster) -> Iterable[Change]:
    """Yield the evictions of pods whose tolerations have run out."""
    for pod, taints in tainted_pods(cluster):
        due = eviction_time(pod, taints)
        if due and due <= cluster.now:
            yield from evict(pod, cluster.now)


def tainted_pods(cluster: Cluster) -> Iterator[tuple[Object, Sequence[Object]]]:
    """Yield the unfinished pods on nodes with NoExecute taints, with the taints."""
    for node in cluster.table("Node").index_by(expelling).get(True, ()):
        taints = expelling_taints(node)
        for pod in cluster.table("Pod").index_by(pods.node_index).get(objects.name(node), ()):
            if not pods.is_terminating(pod) and not pods.is_terminal(pod):
                yield pod, taints


def expelling(node: Object) -> Iterable[bool]:
    """Return True, as index key, of a node with a NoExecute taint."""
    return (True,) if expelling_taints(node) else ()


def expelling_taints(node: Object) -> list[Object]:
    """Return the NoExecute taints of a node."""
    return [taint for taint in nodes.taints(node) if taint["effect"] == "NoExecute"]


def matching_tolerations(pod: Object, taint: Object) -> list[Object]:
    """Return the tolerations of a pod that cover a taint."""
    key, value = taint.get("key") or "", taint.get("value") or ""
    return [
        toleration
        for toleration in pods.tolerations(pod)
        if node_info.tolerates(toleration, key, value, taint["effect"])
    ]


def toleration_seconds(pod: Object, taint: Object) -> int | None:
    """Return for how many seconds a pod tolerates a taint; None: forever, 0: not at all."""
    matching = matching_tolerations(pod, taint)
    times = [
        int(toleration["tolerationSeconds"])
        for toleration in matching
        if toleration.get("tolerationSeconds") is not None
    ]
    return min(times, default=None) if matching else 0


def eviction_time(pod: Object, taints: Sequence[Object]) -> datetime | None:
    """Return when a pod is evicted; None if never, or if no taint has a timeAdded."""
    times = [
        after(parse_time(taint["timeAdded"]), time)
        for taint in taints
        if taint.get("timeAdded")
        for time in (toleration_seconds(pod, taint),)
        if time is not None
    ]
    return min(times, default=None)


def with_taint_times(node: Object, now: datetime) -> Object:
    """Return a node whose NoExecute taints all have a timeAdded."""
    return objects.write(
        node,
        "spec.taints",
        [
            {**taint, "timeAdded": taint.get("timeAdded") or timestamp(now)}
            if taint["effect"] == "NoExecute"
            else taint
            for taint in nodes.taints(node)
        ],
    )


def evict(pod: Object, now: datetime) -> Iterator[Change]:
    """Yield the pod with its DisruptionTarget condition, and its deletion."""
    yield Put(eviction.with_disruption_condition(pod, DISRUPTION, timestamp(now)))
    yield Delete(objects.key(pod))


def taint_eviction_events(
    draft: Draft, old: OptionalObject, new: OptionalObject
) -> Iterator[NewEvent]:
    """Yield the events of a pod evicted because of a taint."""
    if old and pod_events.is_deleted(new) and not pod_events.is_deleted(old):
        yield NewEvent(
            old,
            "TaintManagerEviction",
            f"Marking for deletion Pod {objects.key(old).path}",
            "taint-eviction-controller",
        )
        yield from pod_events.killing_events(draft, old)


CONTROLLER = Controller(
    "taint-eviction-controller",
    ("Node", "Pod"),
    Phase.NODES,
    reconcile,
    due_times=due_times,
    when_due=when_due,
    events={"Pod": taint_eviction_events},
)
