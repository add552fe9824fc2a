"""The status of a BackendTLSPolicy: an entry for each Gateway that leads to one of its Services."""

from collections.abc import Mapping, Sequence

from minik.light_typing import Any
from minik.model import object as objects
from minik.model.object import Key, Object
from minik.ways import conditions
from minik.ways.conditions import Condition
from minik.ways.decision import Decision
from minik.ways.gateways import Gateway
from minik.ways.statuses import route
from minik.ways.tls_policies import Policy
from minik.ways.vocabulary import GROUP

MESSAGES = {
    "Accepted": "the policy is accepted",
    "Conflicted": "an older policy is for the same Service and port",
    "TargetNotFound": "none of its Services is there",
    "NoValidCACertificate": "none of its certificates can be used",
    "Invalid": "wellKnownCACertificates can only be System",
    "ResolvedRefs": "all references are resolved",
    "InvalidKind": "a certificate is in an object of a kind that is not supported",
    "InvalidCACertificateRef": "a certificate is not there",
}


def status(decision: Decision, policy: Policy, now: str) -> Object:
    """Return the status; what other controllers wrote stays."""
    before = objects.status(policy.object)
    entries = before.get("ancestors") or ()
    controllers = {one.controller for one in decision.gateways}
    kept = [one for one in entries if one.get("controllerName") not in controllers]
    found = ancestors(decision, policy)
    made = [_entry(policy, one, entries, now) for one in found.values()]
    return {**before, "ancestors": [*made, *kept]}


def ancestors(decision: Decision, policy: Policy) -> dict[Key, Gateway]:
    """Return the Gateways that lead to a Service of a policy."""
    namespace, names = objects.namespace(policy.object), {name for name, _ in policy.targets}
    found: dict[Key, Gateway] = {}
    for parent in decision.parents if names else ():
        leads_there = parent.is_accepted and any(
            one.reference.kind == "Service"
            and one.reference.namespace == namespace
            and one.reference.name in names
            for one in route.targets(decision, parent.route)
        )
        if leads_there:
            found[objects.key(parent.gateway.object)] = parent.gateway
    return found


def _entry(
    policy: Policy, gateway: Gateway, entries: Sequence[Mapping[str, Any]], now: str
) -> Mapping[str, Any]:
    reference = {
        "group": GROUP,
        "kind": "Gateway",
        "namespace": objects.namespace(gateway.object),
        "name": objects.name(gateway.object),
    }
    same = (one for one in entries if one.get("ancestorRef") == reference)
    old = next((one for one in same if one.get("controllerName") == gateway.controller), {})
    resolved = policy.resolved_reason
    told = [
        Condition("Accepted", policy.reason == "Accepted", policy.reason, MESSAGES[policy.reason]),
        Condition("ResolvedRefs", resolved == "ResolvedRefs", resolved, MESSAGES[resolved]),
    ]
    return {
        "ancestorRef": reference,
        "controllerName": gateway.controller,
        "conditions": conditions.merge(old.get("conditions") or (), told, policy.object, now),
    }
