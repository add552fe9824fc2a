"""Cluster-wide policies of one tier and one priority of which either may decide."""

from collections.abc import Iterator
from itertools import combinations

from minik.diagnosis.finding import WARNING, Cause, Finding
from minik.diagnosis.view import View, title
from minik.model import object as objects
from minik.policy.admin_policies import FIELDS, AdminPolicy
from minik.policy.policy_kinds import BASELINE_POLICY, CLUSTER_WIDE

EXAMPLE = """
apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec: {containers: [{name: web, image: "web:1"}]}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: open}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {}}
  ingress: [{name: all, action: Accept, from: [{namespaces: {}}]}]
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: shut}
spec:
  tier: Admin
  priority: PRIORITY
  subject: {namespaces: {}}
  ingress: [{name: none, action: Deny, from: [{namespaces: {}}]}]
"""
CAUSE = Cause(
    "cluster-policies-undecided",
    "",
    WARNING,
    "two cluster-wide policies of one priority say different things of the same pods",
    "In a tier the policy with the lower priority is asked first. Of two with the same priority a network plugin may ask either first, and "
    "there is no way to tell which; minik takes the first by name.",
    example=EXAMPLE.replace("PRIORITY", "10"),
    sound=EXAMPLE.replace("PRIORITY", "20"),
)


def findings(view: View) -> Iterator[Finding]:
    asked = {objects.key(policy) for kind in CLUSTER_WIDE for policy in view.of(kind)}
    for one, other in combinations(view.policies.admin, 2):
        key, its = objects.key(one.policy), objects.key(other.policy)
        if BASELINE_POLICY in (key.kind, its.kind) or (one.tier, one.priority) != (
            other.tier,
            other.priority,
        ):
            continue
        if {key, its} & asked and differ(one, other) and shared(view, one, other):
            yield Finding(
                CAUSE,
                its,
                "spec.priority",
                f"it and {title(key)} have priority {one.priority} and different actions for pods that both select: "
                "which of them decides is open",
                f"priority: {one.priority + 1}, or one less than {one.priority}",
                about=(key,),
            )


def differ(one: AdminPolicy, other: AdminPolicy) -> bool:
    """Return whether two policies have different actions in one direction."""
    return any(
        len({rule.action for policy in (one, other) for rule in policy.rules[way]}) > 1
        and one.rules[way]
        and other.rules[way]
        for way in FIELDS
    )


def shared(view: View, one: AdminPolicy, other: AdminPolicy) -> bool:
    """Return whether some pod is a subject of both."""
    first = {objects.key(pod) for pod in view.policies.subjects(one)}
    return any(objects.key(pod) in first for pod in view.policies.subjects(other))
