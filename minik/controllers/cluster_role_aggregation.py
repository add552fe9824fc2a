"""Aggregated ClusterRoles: what they allow is what the roles with some labels allow.

Upstream rule: `clusterroleaggregation`.
"""

from collections.abc import Iterable

from minik.model import object as objects
from minik.model import selectors
from minik.model.change import Change, Put
from minik.model.cluster import Cluster
from minik.model.controller import Controller, Phase
from minik.model.object import Object


def reconcile(cluster: Cluster) -> Iterable[Change]:
    """Yield the roles whose rules are not those of the roles that they select."""
    for role in cluster.of("ClusterRole"):
        wanted = objects.read(role, "aggregationRule.clusterRoleSelectors", ())
        if not wanted:
            continue
        rules = aggregated_rules(cluster, role, wanted)
        if rules != (role.get("rules") or []):
            yield Put({**role, "rules": rules})


def aggregated_rules(cluster: Cluster, role: Object, wanted: Iterable[Object]) -> list[Object]:
    """Return the rules of the roles that the selectors choose, each rule once."""
    rules: list[Object] = []
    for selector in wanted:
        parsed = selectors.of_label_selector(selector)
        for other in cluster.of("ClusterRole"):
            if other is not role and selectors.matches(parsed, objects.labels(other)):
                rules += [rule for rule in other.get("rules") or () if rule not in rules]
    return rules


CONTROLLER = Controller(
    "clusterrole-aggregation-controller",
    ("ClusterRole",),
    Phase.NODES,
    reconcile,
)
