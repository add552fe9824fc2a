"""Pods that no kubelet will ever stop: their node is gone or out of service. Upstream rule:
`pkg/controller/podgc`.

A deleted node may come back, so its pods stay for forty seconds of the cluster's clock.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import EPOCH, Cluster
from minik.model.controller import Controller, Phase
from minik.model.duration import parse_time_or_none
from minik.model.object import Object
from minik.recording import deletions

ORPHANED = "minik.dev/orphaned"  # since when the node of a pod has been gone
QUARANTINE = timedelta(seconds=40)
OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"


def orphaned_from(pod: Object) -> Iterable[str]:
    """Return the node of a pod marked as orphaned, as index key; empty for other pods."""
    return (pods.node(pod),) if ORPHANED in objects.annotations(pod) else ()


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for name, members in cluster.table("Pod").groups_by(orphaned_from):
        if cluster.get("Node", "", name):
            yield from (
                Put(objects.write(pod, "metadata.annotations", unmarked_annotations(pod)))
                for pod in members
            )
    for key, _ in deletions.deleted_objects(cluster, "Node"):
        if cluster.get(*key) is None:
            yield from mark_orphans(cluster, key.name)
    for node in cluster.table("Node").index_by(out_of_service).get(True, ()):
        members_there = cluster.table("Pod").index_by(pods.node_index).get(objects.name(node), [])
        yield from (
            Delete(objects.key(pod), at_once=True)
            for pod in members_there
            if pods.is_terminating(pod)
        )


def out_of_service(node: Object) -> Iterable[bool]:
    """Return True, as index key, of a node that is not ready and will not be."""
    is_marked = any(taint["key"] == OUT_OF_SERVICE for taint in nodes.taints(node))
    return (True,) if is_marked and not nodes.is_ready(node) else ()


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when the quarantine of each orphaned pod is over."""
    for members in cluster.table("Pod").index_by(orphaned_from).values():
        yield from map(quarantine_end, members)


def when_due(cluster: Cluster) -> Iterable[Change]:
    """Yield deletions of pods whose quarantine is over, and marks on newly orphaned ones."""
    for name, _ in cluster.table("Pod").groups_by(pods.node_index):
        if not cluster.exists("Node", name):
            yield from mark_orphans(cluster, name)
    for _, members in cluster.table("Pod").groups_by(orphaned_from):
        for pod in members:
            if quarantine_end(pod) <= cluster.now:
                yield Delete(objects.key(pod), at_once=True)


def quarantine_end(pod: Object) -> datetime:
    """Return when the quarantine of an orphaned pod is over."""
    return (parse_time_or_none(objects.annotations(pod)[ORPHANED]) or EPOCH) + QUARANTINE


def mark_orphans(cluster: Cluster, node: str) -> Iterator[Put]:
    """Yield the pods of a deleted node, marked with the present time."""
    for pod in cluster.table("Pod").index_by(pods.node_index).get(node, ()):
        if ORPHANED not in objects.annotations(pod):
            yield Put(
                objects.write(
                    pod,
                    "metadata.annotations",
                    {**objects.annotations(pod), ORPHANED: timestamp(cluster.now)},
                )
            )


def unmarked_annotations(pod: Object) -> Object:
    """Return a pod's annotations without the orphan mark."""
    return {name: text for name, text in objects.annotations(pod).items() if name != ORPHANED}


CONTROLLER = Controller(
    "pod-garbage-collector-controller",
    ("Node", "Pod"),
    Phase.NODES,
    reconcile,
    due_times=due_times,
    when_due=when_due,
)
