"""Replication controllers: the predecessors of replica sets. Upstream rule:
`pkg/controller/replication`.
"""

from collections.abc import Iterable
from datetime import datetime

from minik.kinds import replication_controller
from minik.model import selectors
from minik.model.change import Change
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Dependents, Phase
from minik.model.object import Object
from minik.model.selectors import Selector
from minik.pod_life import availability
from minik.workloads import replicas


def reconcile(cluster: Cluster) -> Iterable[Change]:
    return replicas.reconcile_kind(cluster, "ReplicationController", pod_selector)


def due_times(cluster: Cluster) -> Iterable[datetime]:
    """Yield when pods will have been ready for minReadySeconds."""
    return availability.due_times(cluster, "ReplicationController")


def pod_selector(controller: Object) -> Selector:
    """Return the selector of the controller's pods."""
    return selectors.of_labels(replication_controller.selector(controller))


CONTROLLER = Controller(
    "replicationcontroller-controller",
    ("ReplicationController", "Pod"),
    Phase.WORKLOADS,
    reconcile,
    only_for="ReplicationController",
    due_times=due_times,
    dependents=Dependents("ReplicationController", "Pod", "replication-controller"),
)
