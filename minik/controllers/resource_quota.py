"""ResourceQuotas: their status says how much is used. Upstream rule:
`pkg/controller/resourcequota`.
"""

from collections.abc import Iterable, Iterator, Mapping

from minik import kinds
from minik.intake import quota_usage as usage
from minik.kinds.pod import demand
from minik.kinds.pod.demand import Amounts
from minik.model import object as objects
from minik.model import quantity
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object, read


def reconcile(cluster: Cluster) -> Iterable[Change]:
    for quota in cluster.of("ResourceQuota"):
        limits = read(quota, "spec.hard", {})
        status = {
            "hard": limits,
            "used": {
                name: quantity.format_quantity(amount)
                for name, amount in quota_usage(cluster, quota, limits).items()
            },
        }
        if limits and status != objects.status(quota):
            yield Put({**quota, "status": status})


def quota_usage(cluster: Cluster, quota: Object, limits: Mapping[str, str]) -> Amounts:
    """Return how much of each limited resource is used in the quota's namespace."""
    totals = demand.sum_amounts(
        (*object_usages(cluster, quota), *object_counts(cluster, quota, limits))
    )
    return {name: totals.get(name, quantity.ZERO) for name in limits}


def object_usages(cluster: Cluster, quota: Object) -> Iterator[Amounts]:
    """Yield the use of each object that the quota covers."""
    for kind, amounts_of in usage.USAGE_OF.items():
        for obj in cluster.within(kind, objects.namespace(quota)):
            if usage.is_in_scope(obj, kind, quota):
                yield amounts_of(obj, cluster.now)


def object_counts(cluster: Cluster, quota: Object, limits: Mapping[str, str]) -> Iterator[Amounts]:
    """Yield the number of objects of each kind whose count is limited."""
    for name in limits:
        kind = usage.PLAIN_COUNTS.get(name) or (
            kind_key(name.removeprefix(usage.COUNT), cluster)
            if name.startswith(usage.COUNT)
            else ""
        )
        if kind:
            covered = [
                obj
                for obj in cluster.within(kind, objects.namespace(quota))
                if usage.is_in_scope(obj, kind, quota)
            ]
            yield {name: quantity.of_value(len(covered))}


def kind_key(resource: str, cluster: Cluster) -> str:
    """Return the kind of a resource such as `deployments.apps`; "" if it is unknown."""
    kind = kinds.find_kind(resource, cluster.of("CustomResourceDefinition"))
    return kind.key if kind and kind.resource == resource else ""


CONTROLLER = Controller(
    "resourcequota-controller",
    ("*",),
    Phase.OBSERVERS,
    reconcile,
    only_for="ResourceQuota",
    settles_in_one_run=True,
)
