"""ResourceQuotas are told how much of them is used up. Upstream rule: `pkg/controller/resourcequota`."""
from collections.abc import Iterable, Iterator, Mapping

from minik import kinds
from minik.controllers import _usage
from minik.kinds.pod import demand
from minik.kinds.pod.demand import Amounts
from minik.model import object as objects
from minik.model import quantity
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.object import Object, read

WATCHES = ("*",)
PATIENCE = 5
ONE_GO = True
COUNT = "count/"
# kind → what its objects use up, besides being there; and the kinds whose objects are counted under a name of old
USED = {"Pod": _usage.of_pod, "Service": _usage.of_service, "PersistentVolumeClaim": _usage.of_claim}
COUNTED = {"configmaps": "ConfigMap", "secrets": "Secret", "replicationcontrollers": "ReplicationController",
           "resourcequotas": "ResourceQuota"}


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for quota in cluster.of("ResourceQuota"):
        limits = read(quota, "spec.hard", {})
        status = {"hard": limits, "used": {name: quantity.written(amount) for name, amount in used(cluster, quota, limits).items()}}
        if limits and status != objects.status(quota):
            yield Put({**quota, "status": status})


def used(cluster: Cluster, quota: Object, limits: Mapping[str, str]) -> Amounts:
    """How much of what a quota limits is used up in its namespace."""
    found = demand.added((*usages(cluster, quota), *counts(cluster, quota, limits)))
    return {name: found.get(name, quantity.ZERO) for name in limits}


def usages(cluster: Cluster, quota: Object) -> Iterator[Amounts]:
    """What each object uses that the quota is about."""
    for kind, usage in USED.items():
        for obj in cluster.within(kind, objects.namespace(quota)):
            if _usage.is_in_scope(obj, kind, quota):
                yield usage(obj, cluster.now)


def counts(cluster: Cluster, quota: Object, limits: Mapping[str, str]) -> Iterator[Amounts]:
    """How many objects of each kind there are whose number is limited."""
    for name in limits:
        kind = COUNTED.get(name) or (key_of(name.removeprefix(COUNT), cluster) if name.startswith(COUNT) else "")
        if kind:
            found = [obj for obj in cluster.within(kind, objects.namespace(quota)) if _usage.is_in_scope(obj, kind, quota)]
            yield {name: quantity.of_value(len(found))}


def key_of(resource: str, cluster: Cluster) -> str:
    """The kind behind `deployments.apps`; nothing where nobody serves it."""
    kind = kinds.named(resource, cluster.of("CustomResourceDefinition"))
    return kind.key if kind and kind.resource == resource else ""
