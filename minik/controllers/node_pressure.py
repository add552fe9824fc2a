"""Simulated node pressure ends after five quiet minutes.

Upstream rule: the kubelet's `eviction-pressure-transition-period`.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from minik.intake.system_metadata import timestamp
from minik.kinds import node as nodes
from minik.model import object as objects
from minik.model.change import Change, Put
from minik.model.cluster import EPOCH, Cluster
from minik.model.controller import Controller, Phase
from minik.model.duration import parse_time_or_none
from minik.model.object import Object
from minik.node_life import pressure

PERIOD = timedelta(minutes=5)


def due_times(cluster: Cluster) -> Iterator[datetime]:
    """Yield when the pressure on each node ends."""
    yield from (
        pressure_end(node)
        for node in cluster.of("Node")
        if pressure.PRESSURE in objects.annotations(node)
    )


def when_due(cluster: Cluster) -> Iterable[Change]:
    """Yield the nodes whose pressure has ended."""
    for node in cluster.of("Node"):
        if (
            pressure.PRESSURE in objects.annotations(node)
            and pressure_end(node) <= cluster.now
            and not nodes.down_since(node)
        ):
            yield Put(pressure.without_pressure(node, timestamp(cluster.now)))


def pressure_end(node: Object) -> datetime:
    """Return when the pressure on a node ends."""
    return (parse_time_or_none(objects.annotations(node)[pressure.PRESSURE]) or EPOCH) + PERIOD


CONTROLLER = Controller(
    "kubelet",
    ("Node",),
    Phase.NODES,
    due_times=due_times,
    when_due=when_due,
)
