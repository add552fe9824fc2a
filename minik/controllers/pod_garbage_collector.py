"""Pods that nobody will ever stop: those of nodes that are gone, or out of service for good. Upstream rule: `pkg/controller/podgc`.

A node that has gone may come back, so its pods are left alone for forty seconds of the cluster's clock.
"""
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from minik.controllers import _departed
from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.kinds import pod as pods
from minik.model import object as objects
from minik.model.change import Change, Delete, Put
from minik.model.cluster import EPOCH, Cluster
from minik.model.duration import noted
from minik.model.object import Object

WATCHES = ("Node", "Pod")
ORPHANED = "minik.dev/orphaned"  # since when the node of a pod has been gone
QUARANTINE = timedelta(seconds=40)
OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"


def orphaned(pod: Object) -> Iterable[str]:
    """The node of a pod that is known to have lost it."""
    return (pods.node(pod),) if ORPHANED in objects.annotations(pod) else ()


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for name, found in cluster.table("Pod").indexed(orphaned).items():
        if cluster.get("Node", "", name):
            yield from (Put(objects.write(pod, "metadata.annotations", without_mark(pod))) for pod in found)
    for key, _ in _departed.departed(cluster, "Node"):
        if cluster.get(*key) is None:
            yield from marked(cluster, key.name)
    for node in cluster.of("Node"):
        if not nodes.is_ready(node) and any(taint["key"] == OUT_OF_SERVICE for taint in nodes.taints(node)):
            there = cluster.table("Pod").indexed(pods.on_node).get(objects.name(node), [])
            yield from (Delete(objects.key(pod), at_once=True) for pod in there if pods.is_terminating(pod))


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """When the quarantine of pods without a node is over."""
    for found in cluster.table("Pod").indexed(orphaned).values():
        yield from map(released, found)


def ring(cluster: Cluster) -> Iterable[Change]:
    """Pods without a node go when their quarantine is over; of others it begins."""
    for name in cluster.table("Pod").indexed(pods.on_node):
        if cluster.get("Node", "", name) is None:
            yield from marked(cluster, name)
    for found in cluster.table("Pod").indexed(orphaned).values():
        for pod in found:
            if released(pod) <= cluster.now:
                yield Delete(objects.key(pod), at_once=True)


def released(pod: Object) -> datetime:
    """When the quarantine of a pod without a node is over."""
    return (noted(objects.annotations(pod)[ORPHANED]) or EPOCH) + QUARANTINE


def marked(cluster: Cluster, node: str) -> Iterator[Put]:
    """The pods of a node that is gone, with the time from which that is known."""
    for pod in cluster.table("Pod").indexed(pods.on_node).get(node, ()):
        if ORPHANED not in objects.annotations(pod):
            yield Put(objects.write(pod, "metadata.annotations", {**objects.annotations(pod), ORPHANED: timestamp(cluster.now)}))


def without_mark(pod: Object) -> Object:
    """The annotations of a pod whose node is there."""
    return {name: text for name, text in objects.annotations(pod).items() if name != ORPHANED}
