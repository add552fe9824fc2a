"""Nodes that a simulation made run short of something: after five quiet minutes their kubelets say that it is over.

Upstream rule: the kubelet's `eviction-pressure-transition-period`.
"""
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from minik.controllers import _simulation
from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import EPOCH, Cluster
from minik.model.duration import noted
from minik.model.object import Object

WATCHES = ("Node",)
PERIOD = timedelta(minutes=5)


def reconcile(_: Cluster) -> Iterable[Change]:
    return ()


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """When the pressure on nodes will be over."""
    yield from (over(node) for node in cluster.of("Node") if _simulation.PRESSURE in objects.annotations(node))


def ring(cluster: Cluster) -> Iterable[Change]:
    """The nodes whose pressure is over."""
    for node in cluster.of("Node"):
        if _simulation.PRESSURE in objects.annotations(node) and over(node) <= cluster.now and not nodes.down_since(node):
            yield Put(_simulation.relieved(node, timestamp(cluster.now)))


def over(node: Object) -> datetime:
    """When a node will have been at peace for long enough."""
    return (noted(objects.annotations(node)[_simulation.PRESSURE]) or EPOCH) + PERIOD
