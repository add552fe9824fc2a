"""Cluster-wide policies in one form: ClusterNetworkPolicy v1alpha2, and the AdminNetworkPolicy and
BaselineAdminNetworkPolicy v1alpha1 that it follows.
"""

from collections.abc import Iterator, Mapping, Sequence

from minik.light_typing import Any, NamedTuple
from minik.model import object as objects
from minik.model.cluster import Cluster
from minik.model.object import Object
from minik.policy import port_matches
from minik.policy.policy_kinds import CLUSTER_WIDE
from minik.policy.port_matches import PortMatch

ADMIN, BASELINE = "Admin", "Baseline"
ACCEPT, DENY, PASS = "Accept", "Deny", "Pass"
FIELDS = {"ingress": "from", "egress": "to"}


class AdminRule(NamedTuple):
    """One rule: what is done with traffic of `peers` at `ports` (none: at every port)."""

    title: str
    action: str
    peers: Sequence[Mapping[str, Any]]
    ports: tuple[PortMatch, ...]


class AdminPolicy(NamedTuple):
    """One cluster-wide policy: its tier, its place there (the lowest comes first), whose traffic it is
    about, and its rules by direction.
    """

    policy: Object
    tier: str
    priority: int
    subject: Mapping[str, Any]
    rules: Mapping[str, tuple[AdminRule, ...]]


def of_cluster(cluster: Cluster) -> list[AdminPolicy]:
    """Return the cluster-wide policies in the order in which they are asked; of two with one priority
    the first by name, where upstream leaves it open.
    """
    found = [_normal(policy) for kind in CLUSTER_WIDE for policy in cluster.of(kind)]
    return sorted(found, key=lambda one: (one.tier, one.priority, objects.name(one.policy)))


def _normal(policy: Object) -> AdminPolicy:
    spec = objects.spec(policy)
    is_new = policy["kind"] == "ClusterNetworkPolicy"
    only = BASELINE if policy["kind"] == "BaselineAdminNetworkPolicy" else ADMIN
    return AdminPolicy(
        policy,
        (spec.get("tier") or ADMIN) if is_new else only,
        int(spec.get("priority") or 0),
        spec.get("subject") or {},
        {way: tuple(_rules(spec.get(way) or (), way, is_new)) for way in FIELDS},
    )


def _rules(
    entries: Sequence[Mapping[str, Any]], direction: str, is_new: bool
) -> Iterator[AdminRule]:
    for index, entry in enumerate(entries):
        found = (
            port_matches.of_cluster_policy(entry.get("protocols") or ())
            if is_new
            else port_matches.of_admin_policy(entry.get("ports") or ())
        )
        action = entry.get("action") or DENY
        yield AdminRule(
            entry.get("name") or f"{direction}[{index}]",
            ACCEPT if action == "Allow" else action,
            entry.get(FIELDS[direction]) or (),
            tuple(found),
        )
