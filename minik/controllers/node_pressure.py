"""Simulated node pressure ends after five quiet minutes.

Upstream rule: the kubelet's `eviction-pressure-transition-period`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from minik.intake.admission import timestamp
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import EPOCH, Cluster
from minik.model.duration import parse_time_or_none
from minik.model.object import Object
from minik.simulation import node_failures

WATCHES = ("Node",)
PERIOD = timedelta(minutes=5)


def reconcile(_: Cluster) -> Iterable[Change]:
    return ()


def alarms(cluster: Cluster) -> Iterator[datetime]:
    """Yield when the pressure on each node ends."""
    yield from (
        pressure_end(node)
        for node in cluster.of("Node")
        if node_failures.PRESSURE in objects.annotations(node)
    )


def ring(cluster: Cluster) -> Iterable[Change]:
    """Yield the nodes whose pressure has ended."""
    for node in cluster.of("Node"):
        if (
            node_failures.PRESSURE in objects.annotations(node)
            and pressure_end(node) <= cluster.now
            and not nodes.down_since(node)
        ):
            yield Put(node_failures.without_pressure(node, timestamp(cluster.now)))


def pressure_end(node: Object) -> datetime:
    """Return when the pressure on a node ends."""
    return (parse_time_or_none(objects.annotations(node)[node_failures.PRESSURE]) or EPOCH) + PERIOD
