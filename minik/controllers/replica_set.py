"""Replica sets: as many pods of a template as were asked for. Upstream rule: `pkg/controller/replicaset`."""
from collections.abc import Iterable
from datetime import datetime

from minik.controllers import _availability, _replicas
from minik.model import selectors
from minik.model.change import Change
from minik.model.cluster import Cluster
from minik.model.object import Object, read
from minik.model.selectors import Selector

WATCHES = ("ReplicaSet", "Pod")
PATIENCE = 1


def reconcile(cluster: Cluster) -> Iterable[Change]:
    return _replicas.reconciled(cluster, "ReplicaSet", chosen)


def alarms(cluster: Cluster) -> Iterable[datetime]:
    """When its pods will have been ready for long enough."""
    return _availability.alarms(cluster, "ReplicaSet")


def chosen(replica_set: Object) -> Selector:
    """The pods that are its own."""
    return selectors.of_label_selector(read(replica_set, "spec.selector", {}))
