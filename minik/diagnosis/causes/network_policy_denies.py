"""NetworkPolicies do not let clients through to the pods' port, or pods to the name server."""

from collections.abc import Iterator

from minik.diagnosis import name_server_reach, policy_denials
from minik.diagnosis.finding import WARNING, Cause, Finding, with_cause
from minik.diagnosis.view import View

CAUSE = Cause(
    "network-policy-denies",
    "F72",
    WARNING,
    "NetworkPolicies do not let clients through to the pods' port, or pods to the name server",
    "A pod that any NetworkPolicy selects takes only what one of them allows. What counts is the pod's own port, not the Service's; and a "
    "pod whose egress is restricted needs port 53 to look up names.",
)


def findings(view: View) -> Iterator[Finding]:
    yield from with_cause(CAUSE, view.facts(policy_denials.facts))
    yield from with_cause(CAUSE, view.facts(name_server_reach.facts))
