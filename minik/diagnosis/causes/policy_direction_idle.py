"""NetworkPolicies with rules for a direction that they do not restrict."""

from collections.abc import Iterator

from minik.diagnosis.finding import ERROR, Cause, Finding
from minik.diagnosis.view import View
from minik.kinds import network_policy as network_policies
from minik.model import object as objects
from minik.policy.traffic import DIRECTIONS

EXAMPLE = """
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec:
  podSelector: {matchLabels: {app: web}}
  policyTypes: [TYPES]
  ingress: [{from: [{podSelector: {matchLabels: {app: client}}}]}]
  egress: [{}]
"""
CAUSE = Cause(
    "policy-direction-idle",
    "",
    ERROR,
    "a NetworkPolicy has rules for a direction that its policyTypes leave out",
    "policyTypes decides which directions a policy restricts. Rules of another direction have no effect: without Ingress everybody gets in, "
    "and with Egress alone and no egress rule nobody gets out.",
    example=EXAMPLE.replace("TYPES", "Egress"),
    sound=EXAMPLE.replace("TYPES", "Ingress, Egress"),
)


def findings(view: View) -> Iterator[Finding]:
    for policy in view.of("NetworkPolicy"):
        types = network_policies.policy_types(policy)
        for direction, word in DIRECTIONS.items():
            if network_policies.rules(policy, direction) and types and word not in types:
                yield Finding(
                    CAUSE,
                    objects.key(policy),
                    "spec.policyTypes",
                    f"it has {direction} rules, and policyTypes is {', '.join(types)}: they do nothing",
                    f"policyTypes: [{', '.join([*types, word])}]",
                )
