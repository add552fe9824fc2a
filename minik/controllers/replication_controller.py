"""Replication controllers: the predecessors of replica sets. Upstream rule:
`pkg/controller/replication`.
"""

from collections.abc import Iterable
from datetime import datetime

from minik.kinds import replication_controller
from minik.model import selectors
from minik.model.change import Change
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.selectors import Selector
from minik.pod_life import availability
from minik.workloads import replicas

WATCHES = ("ReplicationController", "Pod")
PATIENCE = 1


def reconcile(cluster: Cluster) -> Iterable[Change]:
    return replicas.reconcile_kind(cluster, "ReplicationController", pod_selector)


def alarms(cluster: Cluster) -> Iterable[datetime]:
    """Yield when pods will have been ready for minReadySeconds."""
    return availability.alarms(cluster, "ReplicationController")


def pod_selector(controller: Object) -> Selector:
    """Return the selector of the controller's pods."""
    return selectors.of_labels(replication_controller.selector(controller))
