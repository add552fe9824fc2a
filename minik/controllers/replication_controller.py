"""Replication controllers: replica sets as they were at first. Upstream rule: `pkg/controller/replication`."""
from collections.abc import Iterable
from datetime import datetime

from minik.controllers import _availability, _replicas
from minik.kinds import replication_controller
from minik.model import selectors
from minik.model.change import Change
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.model.selectors import Selector

WATCHES = ("ReplicationController", "Pod")
PATIENCE = 1


def reconcile(cluster: Cluster) -> Iterable[Change]:
    return _replicas.reconciled(cluster, "ReplicationController", chosen)


def alarms(cluster: Cluster) -> Iterable[datetime]:
    """When its pods will have been ready for long enough."""
    return _availability.alarms(cluster, "ReplicationController")


def chosen(controller: Object) -> Selector:
    """The pods that are its own."""
    return selectors.of_labels(replication_controller.selector(controller))
