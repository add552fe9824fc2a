"""Replica sets: a number of pods of one template. Upstream rule: `pkg/controller/replicaset`."""

from collections.abc import Iterable
from datetime import datetime

from minik.model import selectors
from minik.model.change import Change
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Dependents, Phase
from minik.model.object import Object, read
from minik.model.selectors import Selector
from minik.pod_life import availability
from minik.workloads import replicas


def reconcile(cluster: Cluster) -> Iterable[Change]:
    return replicas.reconcile_kind(cluster, "ReplicaSet", pod_selector)


def due_times(cluster: Cluster) -> Iterable[datetime]:
    """Yield when pods will have been ready for minReadySeconds."""
    return availability.due_times(cluster, "ReplicaSet")


def pod_selector(replica_set: Object) -> Selector:
    """Return the selector of the set's pods."""
    return selectors.of_label_selector(read(replica_set, "spec.selector", {}))


CONTROLLER = Controller(
    "replicaset-controller",
    ("ReplicaSet", "Pod"),
    Phase.WORKLOADS,
    reconcile,
    only_for="ReplicaSet",
    due_times=due_times,
    dependents=Dependents("ReplicaSet", "Pod", "replicaset-controller"),
)
