"""Cluster-wide policies that are about no pod."""

from collections.abc import Iterator

from minik.diagnosis.finding import INFO, WARNING, Cause, Finding
from minik.diagnosis.view import View
from minik.model import object as objects
from minik.policy.policy_kinds import CLUSTER_WIDE

EXAMPLE = """
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {team: shop}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {containers: [{name: web, image: "web:1"}]}
---
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
metadata: {name: guard}
spec:
  tier: Admin
  priority: 10
  subject: {namespaces: {matchLabels: {team: TEAM}}}
  ingress: [{name: none, action: Deny, from: [{namespaces: {}}]}]
"""
CAUSE = Cause(
    "cluster-policy-idle",
    "",
    WARNING,
    "a cluster-wide policy is about no pod",
    "The subject of a ClusterNetworkPolicy, an AdminNetworkPolicy or a BaselineAdminNetworkPolicy selects pods by the labels of their "
    "namespaces, and perhaps their own. Pods on the host network are never meant. One that selects none does nothing, and says nothing about it.",
    example=EXAMPLE.replace("TEAM", "store"),
    sound=EXAMPLE.replace("TEAM", "shop"),
)


def findings(view: View) -> Iterator[Finding]:
    asked = {objects.key(policy) for kind in CLUSTER_WIDE for policy in view.of(kind)}
    for one in view.policies.admin:
        key = objects.key(one.policy)
        if key in asked and not view.policies.subjects(one):
            known = view.settled and any(True for _ in view.cluster.of("Pod"))
            yield Finding(
                CAUSE,
                key,
                "spec.subject",
                "its subject selects no pod: its rules do nothing",
                "the labels of the namespaces and pods meant: minik get ns --show-labels",
                level="" if known else INFO,
            )
