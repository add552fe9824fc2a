"""Pods driven off their nodes by taints that they do not bear, or not for so long. Upstream rule: `pkg/controller/tainteviction`.

A pod that does not tolerate a taint NoExecute goes at once; one that tolerates it for a time goes when that time has passed by the
cluster's clock (`ring`).
"""
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from minik.controllers import _rooms
from minik.intake import eviction
from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import Cluster
from minik.model.duration import moment
from minik.model.object import Object

WATCHES = ("Node", "Pod")
WHY = {"type": "DisruptionTarget", "status": "True", "reason": "DeletionByTaintManager",
       "message": "Taint manager: deleting due to NoExecute taint"}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    """Who does not bear a taint goes; where somebody bears one for a time, it is written down since when it is there."""
    undated: dict[str, Object] = {}
    for pod, taints in endangered(cluster):
        times = [seconds(pod, taint) for taint in taints]
        if any(time is not None and time <= 0 for time in times):
            yield from driven_out(pod, cluster.now)
        elif any(time is not None and not taint.get("timeAdded") for time, taint in zip(times, taints, strict=True)):
            undated[pods.node(pod)] = cluster.get("Node", "", pods.node(pod)) or {}
    yield from (Put(dated(node, cluster.now)) for node in undated.values())


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """When pods will have borne a taint for as long as they do."""
    for pod, taints in endangered(cluster):
        when = end(pod, taints)
        if when:
            yield when


def ring(cluster: Cluster) -> Iterable[Change]:
    """The pods whose time is up."""
    for pod, taints in endangered(cluster):
        when = end(pod, taints)
        if when and when <= cluster.now:
            yield from driven_out(pod, cluster.now)


def endangered(cluster: Cluster) -> Iterator[tuple[Object, Sequence[Object]]]:
    """The pods on nodes with such taints that have not been told to go."""
    for node in cluster.of("Node"):
        taints = [taint for taint in nodes.taints(node) if taint["effect"] == "NoExecute"]
        for pod in cluster.table("Pod").indexed(pods.on_node).get(objects.name(node), ()) if taints else ():
            if not pods.is_terminating(pod) and not pods.is_terminal(pod):
                yield pod, taints


def borne(pod: Object, taint: Object) -> list[Object]:
    """The tolerations of a pod that cover a taint."""
    key, value = taint.get("key") or "", taint.get("value") or ""
    return [one for one in pods.tolerations(pod) if _rooms.tolerates(one, key, value, taint["effect"])]


def seconds(pod: Object, taint: Object) -> int | None:
    """For how long a pod bears a taint; nothing where that is for ever."""
    bearing = borne(pod, taint)
    times = [int(one["tolerationSeconds"]) for one in bearing if one.get("tolerationSeconds") is not None]
    return min(times, default=None) if bearing else 0


def end(pod: Object, taints: Sequence[Object]) -> datetime | None:
    """Until when a pod bears all taints; nothing where that is for ever, or has no beginning."""
    times = [moment(taint["timeAdded"]) + timedelta(seconds=time) for taint in taints if taint.get("timeAdded")
             for time in (seconds(pod, taint),) if time is not None]
    return min(times, default=None)


def dated(node: Object, now: datetime) -> Object:
    """A node whose taints that drive pods out all tell since when they are there."""
    return objects.write(node, "spec.taints", [
        {**taint, "timeAdded": taint.get("timeAdded") or timestamp(now)} if taint["effect"] == "NoExecute" else taint
        for taint in nodes.taints(node)])


def driven_out(pod: Object, now: datetime) -> Iterator[Change]:
    """A pod told to go, and why; it may be that nobody is there to stop it."""
    yield Put(eviction.disrupted(pod, WHY, timestamp(now)))
    yield Delete(objects.key(pod))
